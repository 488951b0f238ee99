/** What a route does with the requests that it matches. @internal */
export type RouteAction = 'ALLOW' | 'DENY';
