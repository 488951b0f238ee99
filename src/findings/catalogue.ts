/** Every finding that this project can report: the one closed list. A code, once published, keeps its meaning. */

export type Severity = 'error' | 'warning' | 'info';

/**
 * `admission`: the cluster would refuse the object, or warn. `semantics`: it would take it, and it would mean something
 * else than it says. `hygiene`: it works, and should be otherwise.
 */
export type Category = 'admission' | 'semantics' | 'hygiene';

/**
 * When the answer is exact. `X`: from the object alone. `XI`: when all objects that decide are among the manifests.
 * `XM`: when the mesh settings are as assumed. `H`: a hint that may be wrong.
 */
export type Exactness = 'X' | 'XI' | 'XM' | 'H';

export interface CatalogueEntry {
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly exactness: Exactness;
  /** what happens, and what to do: the row of the docs */
  readonly docs: string;
}

type Row = readonly [title: string, Severity, Category, Exactness, docs: string];

/* prettier-ignore */
const ROWS = {
  ZT001: ['the cluster refuses the object', 'error', 'admission', 'X', 'The API server with Istio\'s definitions, or Istio\'s webhook, would reject it, in a sync as in `kubectl apply`. Correct the field.'],
  ZT002: ['the cluster warns about the object', 'warning', 'admission', 'X', 'The object is taken, and Istio\'s webhook answers with this warning.'],
  ZT003: ['unknown field', 'error', 'semantics', 'X', 'Without strict field validation the API server drops the field, which mostly widens a policy; with it, the object is refused. Correct the spelling or the place.'],
  ZT004: ['no object of Kubernetes', 'error', 'admission', 'X', 'A document with `spec`, `metadata` or only one of `apiVersion` and `kind` cannot be applied. Write both.'],

  ZT101: ['quotes in a condition key', 'error', 'semantics', 'X', 'Istio takes quotes inside the brackets as part of the name: `values` then never match, and `notValues` never block. Write `request.headers[x-name]`.'],
  ZT102: ['exact path that ends in a slash', 'warning', 'semantics', 'X', 'The path matches itself and nothing below it. Write `/api/*` for what is below, or suppress the finding if the one path is meant.'],
  ZT103: ['nothing can open what this policy denies', 'error', 'semantics', 'XI', 'DENY is asked before ALLOW. A DENY policy with an empty rule refuses every request to its workloads, and no ALLOW policy wins over it. For a default deny, write an ALLOW policy without rules (`spec: {}`).'],
  ZT104: ['everyone is allowed', 'warning', 'semantics', 'X', 'An ALLOW policy with an empty rule allows every request to its workloads, also without identity. Name who may do what; for a default deny, leave `rules` out.'],
  ZT105: ['principal with a scheme', 'error', 'semantics', 'X', 'Istio puts `spiffe://` before each principal itself, so a principal that has it never matches. Write `cluster.local/ns/shop/sa/web`.'],
  ZT106: ['empty list that means no restriction', 'error', 'semantics', 'X', 'Istio reads an empty list, or null, as if the field were not there: of “only these callers”, an empty template makes “everyone”. Fill the list, or remove the rule.'],
  ZT107: ['value that never matches', 'error', 'semantics', 'X', 'Istio accepts the value, and no request ever has it: a DENY denies nothing, an ALLOW locks out.'],
  ZT108: ['path template that crashes proxies', 'error', 'semantics', 'X', 'Istio accepts a path template without leading `/`, and Envoy aborts when it loads it: every selected proxy dies. Begin the template with `/`.'],
  ZT109: ['value that proxies refuse', 'error', 'semantics', 'X', 'Envoy rejects the whole listener, so this and every later change of policy is not taken over.'],
  ZT110: ['DENY that a caller can dodge', 'warning', 'semantics', 'X', 'The condition compares one spelling, and the caller chooses the spelling: it sends the header twice, or the host with a port or a trailing dot. Turn the rule around: allow what is known.'],
  ZT111: ['pattern that is read literally', 'error', 'semantics', 'XM', 'The star, the upper case or the character has no request that could match it, as the proxy normalises paths, lower-cases server names, and knows `*` only at one end.'],
  ZT112: ['client address behind a gateway', 'warning', 'semantics', 'H', '`source.ip` and `ipBlocks` are the address of the direct peer. Behind a gateway that is the gateway, never the public client: check `remoteIpBlocks` at the gateway instead.'],
  ZT113: ['DENY on HTTP attributes denies whole TCP ports', 'warning', 'semantics', 'XI', 'On a TCP port Istio leaves HTTP attributes out of a DENY rule, which then denies every connection. Name the HTTP ports in the rule, or say with `appProtocol` that the port is HTTP.'],
  ZT114: ['not a dry run', 'error', 'semantics', 'X', 'Only `istio.io/dry-run` makes a policy a dry run. Under any other spelling it is enforced.'],
  ZT115: ['null for an enum', 'error', 'semantics', 'X', 'An `action` that is null means ALLOW. Write the action.'],
  ZT116: ['selector with nothing in it', 'error', 'semantics', 'X', 'A selector, or a label in it, that is null is dropped, and the policy applies to the whole namespace; a label that is empty selects only pods whose label is empty, too. Fill the value, or leave the selector out if the namespace is meant.'],
  ZT117: ['identity that no workload has', 'warning', 'semantics', 'XI', 'The namespace\'s workloads are among the manifests, and none runs under this service account, so nobody can be this caller. Set `serviceAccountName` in the pod template.'],
  ZT118: ['address at a waypoint', 'error', 'semantics', 'XI', '`ipBlocks` and `source.ip` never match at a waypoint, whose direct peer is an internal address: ALLOW denies everyone, DENY is dead.'],
  ZT119: ['namespace that does not exist', 'warning', 'semantics', 'XI', 'No namespace of this name, or of this pattern, is among the manifests, so no caller is of it. It is said where the name is nearly another\'s, and where the manifests are a dump of the cluster, with the Namespace `kube-system`; elsewhere the namespace is taken to exist, and the report says so.'],
  ZT120: ['trust domain that no caller has', 'warning', 'semantics', 'XM', 'Sidecars and ztunnel accept callers of the mesh\'s own trust domains only, so a principal of another one never matches. `cluster.local` stands for the mesh\'s own, except at ztunnel, which compares it as it is.'],
  ZT121: ['host that the Gateway does not serve', 'warning', 'semantics', 'XI', 'No listener of the Gateway takes a request with this host, so the value never matches. Correct it, or add the listener.'],
  ZT122: ['DENY that ztunnel drops', 'error', 'semantics', 'XI', 'Without a waypoint only ztunnel guards the pods, which knows no HTTP. A DENY rule whose callers or operations are only known to HTTP denies nothing there. Attach the policy to a waypoint with `targetRefs`.'],
  ZT123: ['HTTP rule at ztunnel', 'warning', 'semantics', 'XI', 'Without a waypoint only ztunnel guards the pods, which knows no HTTP: an ALLOW rule that looks at HTTP is left out, and a DENY rule denies without that condition. Attach the policy to a waypoint with `targetRefs`.'],
  ZT124: ['selector on a waypoint', 'error', 'semantics', 'XI', 'A waypoint obeys only policies with `targetRefs`, so one that selects its pods applies to nothing.'],
  ZT125: ['selector without workload', 'warning', 'semantics', 'XI', 'No workload has the labels, so the policy applies to nothing. A namespace is compared as soon as one workload of it is among the manifests; the selectors of root policies, when the manifests are a dump of the cluster.'],
  ZT126: ['policy outside the mesh', 'warning', 'semantics', 'XI', 'The pods have neither a sidecar nor ztunnel before them, so nothing enforces the policy. Label the namespace for injection or ambient.'],
  ZT127: ['workload open to everybody', 'warning', 'semantics', 'XI', 'Istio allows what no ALLOW policy closes, so that nothing but mutual TLS may refuse a request, and only where it is STRICT. Close the namespace with an AuthorizationPolicy of `spec: {}`, and open what is needed.'],
  ZT128: ['CUSTOM policy at ztunnel', 'error', 'semantics', 'XI', 'ztunnel asks no provider, so requests pass unasked. Attach the policy to a waypoint with `targetRefs`.'],
  ZT129: ['trial that nothing logs', 'warning', 'semantics', 'XI', 'istiod sends neither AUDIT policies nor dry runs to ztunnel, so nothing tells what they would do.'],
  ZT130: ['target that does not exist', 'warning', 'semantics', 'XI', 'The policy is attached by name to an object that its namespace does not have, so it applies to nothing. Compared as soon as the namespace has one object of the kind among the manifests.'],
  ZT131: ['target without waypoint', 'error', 'semantics', 'XI', 'Only a waypoint enforces policies that are attached to a Service or ServiceEntry, and neither that nor its namespace asks for one; calls to a headless Service go to its pods, past those for Services. Label it with `istio.io/use-waypoint`, or select the pods of the Service.'],
  ZT132: ['policy on a GatewayClass that attaches to nothing', 'error', 'semantics', 'XM', 'A GatewayClass counts as target in the root namespace only, and by the name `istio-waypoint` only.'],
  ZT133: ['selector or target that nothing can have', 'error', 'semantics', 'X', 'Istio takes the label or name, and Kubernetes lets no object have it, so the policy applies to nothing; a target that stands twice was probably meant to be another.'],
  ZT134: ['no default deny for the mesh', 'info', 'hygiene', 'XI', 'A namespace without policies of its own is open. Write an AuthorizationPolicy of `spec: {}` in the root namespace.'],
  ZT135: ['rule without caller', 'info', 'hygiene', 'X', 'The rule says what may be done and not by whom, so that it allows a request without identity, too. Name the callers in `from`, or suppress the finding where everybody is meant, as with health checks.'],
  ZT136: ['way around the waypoint', 'warning', 'semantics', 'XI', 'Calls to the address of a pod, from sidecars and from outside the mesh do not pass the waypoint, and policies let others in at the pods themselves; or a waypoint for pods takes such calls, too, and no policy at it closes them. Allow the pods the identity of the waypoint only, and nothing at its Gateway.'],
  ZT137: ['port that the proxy does not see', 'warning', 'semantics', 'XI', 'An annotation keeps ports of the pod away from its proxy, so no policy of Istio\'s holds there.'],
  ZT138: ['HTTP rule on a TCP port', 'error', 'semantics', 'XI', 'On a TCP port Istio leaves out ALLOW rules that look at HTTP, so that all connections are refused. Leave HTTP out, or say with `appProtocol` that the port is HTTP.'],
  ZT139: ['grant to the default service account', 'warning', 'semantics', 'X', 'Every pod of the namespace that names no service account has this identity. Give the caller an account of its own.'],
  ZT140: ['grant to a shared service account', 'info', 'hygiene', 'XI', 'Several applications run under the account, and all of them are let in.'],
  ZT141: ['grant to a pattern of namespaces', 'info', 'hygiene', 'X', 'Whoever may create a namespace that fits the pattern lets itself in. Name the namespaces, or see to who may create them.'],
  ZT142: ['grant to a service account of any namespace', 'warning', 'semantics', 'X', 'The pattern leaves the namespace of the caller open, and whoever has a namespace may create a service account of this name there.'],
  ZT143: ['DENY that a slash dodges', 'warning', 'semantics', 'X', 'An exact path is denied, and the same with a slash behind it is not, though most servers answer both alike. Deny what is below, too.'],
  ZT144: ['prefix that ends within a word', 'info', 'hygiene', 'X', '`/api*` opens `/api-internal`, too. Write `/api` and `/api/*`.'],
  ZT145: ['paths that are not normalised', 'warning', 'semantics', 'XM', 'The mesh hands paths to policies as the caller wrote them, so that `/x/../admin` gets past a DENY of `/admin`. Set `pathNormalization` to BASE or stronger.'],
  ZT146: ['provider that the mesh does not define', 'error', 'semantics', 'XM', 'Istio makes a CUSTOM policy without its provider a DENY of all that the rules match. Define the extension provider in MeshConfig.'],
  ZT147: ['aliases let in more than policies say', 'info', 'hygiene', 'XM', 'An alias of the trust domain stands for it in every principal. Drop aliases when a migration is over.'],
  ZT148: ['trust domain at ztunnel', 'error', 'semantics', 'XI', 'ztunnel compares no `trustDomains`: beside other fields the restriction vanishes, and alone the rule never matches. Write whole `principals`.'],
  ZT149: ['empty selector in ambient', 'error', 'semantics', 'XI', 'istiod attaches an AuthorizationPolicy with an empty selector to no ambient workload, though sidecars take it for the whole namespace. Leave `selector` out.'],
  ZT150: ['port of the Service in place of the workload\'s', 'warning', 'semantics', 'XI', 'Policies on workloads see the port that the container listens on, not that of the Service. Write the target port.'],
  ZT151: ['foreign callers at a mutual gateway', 'info', 'hygiene', 'XM', 'A gateway server with ISTIO_MUTUAL accepts every trust domain under the mesh\'s root, so callers named without theirs may be of another mesh. Write whole `principals`.'],
  ZT152: ['exception that plaintext meets', 'warning', 'semantics', 'XI', 'A caller in plaintext has no identity, so it is none of those that the rule shuts out, and gets in. Name who may call, or require STRICT.'],
  ZT153: ['DENY that plaintext dodges', 'warning', 'semantics', 'XI', 'A caller in plaintext has no identity, so a DENY of identities does not see it. Allow who may call instead, or require STRICT.'],
  ZT154: ['identity where mutual TLS is off', 'error', 'semantics', 'XI', 'With DISABLE no caller has an identity: an ALLOW rule that asks for one lets nobody in, a DENY rule never matches.'],
  ZT155: ['grant to a caller that goes past the waypoint', 'warning', 'semantics', 'XI', 'Only ambient pods call through a waypoint, and gateways where `istio.io/ingress-use-waypoint` says so. A caller with a sidecar calls the pods, and where these let in the waypoint only, it is refused whatever the waypoint would allow. Let it join ambient, or allow it at the pods, too.'],
  ZT156: ['DENY that another spelling dodges', 'info', 'semantics', 'H', 'Servers may take two slashes for one, or `%2F` for a slash, and policies compare the path as the mesh normalises it. It is said where the settings of the mesh are known, and no DENY in force matches such a spelling, which is let through; one by the case of letters is told of beside it. Allow what is known instead, or let `pathNormalization` merge and decode slashes.'],

  ZT201: ['PeerAuthentication without a mode', 'warning', 'semantics', 'X', 'A mode that is null is inherited from the namespace or mesh. Write the mode.'],
  ZT202: ['several PeerAuthentications of one scope', 'error', 'semantics', 'XI', 'The oldest wins, and of two equally old ones a random one. Keep one.'],
  ZT203: ['STRICT without a sender', 'error', 'semantics', 'XM', 'Auto mTLS is off, and no DestinationRule makes callers send mutual TLS, so they are refused. Set `enableAutoMtls`, or write the DestinationRule.'],
  ZT204: ['mutual TLS sent to where none is taken', 'error', 'semantics', 'XI', 'The DestinationRule makes callers send mutual TLS, and the workloads take none, by DISABLE or for want of a proxy, so calls fail.'],
  ZT205: ['several PeerAuthentications of one workload', 'warning', 'semantics', 'XI', 'Only the oldest counts, with all its ports; of equal age the first by name, at ztunnel any of them. Keep one a workload.'],
  ZT206: ['port modes that ztunnel reads otherwise', 'error', 'semantics', 'XI', 'istiod converts port modes for ztunnel in two steps that do not see the same policies, so other ports are open than at a sidecar.'],
  ZT207: ['PeerAuthentication with labels in the root namespace', 'error', 'semantics', 'XM', 'It counts for no workload, in any namespace. Move it to the namespace of the workloads.'],
  ZT208: ['mutual TLS not required', 'info', 'hygiene', 'X', 'PERMISSIVE and DISABLE accept callers without identity. Write STRICT as soon as all callers are in the mesh.'],
  ZT209: ['no STRICT for the mesh', 'info', 'hygiene', 'XI', 'A namespace without a PeerAuthentication of its own accepts plaintext. Write one of mode STRICT in the root namespace.'],

  ZT301: ['tokens are checked and not required', 'warning', 'semantics', 'XI', 'A RequestAuthentication refuses bad tokens, and lets requests without a token pass. Require `requestPrincipals` in an AuthorizationPolicy.'],
  ZT302: ['token for any audience', 'warning', 'semantics', 'X', 'Without `audiences` a token that the issuer made for another service is good here, too. Name the audience.'],
  ZT303: ['two rules for one issuer', 'warning', 'semantics', 'X', 'A token is checked against several rules of its issuer, and need satisfy only one. Join them.'],
  ZT304: ['key set without usable keys', 'error', 'semantics', 'X', 'No token can be verified with it; without any key, Envoy rejects the listener.'],
  ZT305: ['key set from an unsafe address', 'error', 'semantics', 'X', 'Who controls the answer makes valid tokens. Fetch keys over `https` from the issuer.'],
  ZT306: ['token payload overwrites a header', 'error', 'semantics', 'X', 'The verified payload would replace a header with a meaning of its own, which the service trusts.'],
  ZT307: ['claim without its issuer', 'warning', 'semantics', 'XI', 'Several issuers are trusted, and the rule asks for a claim of any of them. Add `requestPrincipals: ["<issuer>/*"]` to the rule.'],
  ZT308: ['path that needs a token here and none there', 'warning', 'semantics', 'XI', 'ALLOW policies add up: a request that one rule allows without a token passes, though another rule asks for one. Ask for it in both, or deny what comes without (`notRequestPrincipals: ["*"]`). Where it is by design, as with a health check, or workloads that come beside users, suppress the finding; a rule that allows everything is told of by ZT104 alone.'],
  ZT309: ['tokens at ztunnel', 'error', 'semantics', 'XI', 'ztunnel checks no tokens, so a RequestAuthentication on ambient pods does nothing. Attach it to a waypoint with `targetRefs`.'],
  ZT310: ['route by claims that nothing checks', 'error', 'semantics', 'XI', 'Claims are there only at gateways where a RequestAuthentication checked the token, so the match never holds.'],
  ZT311: ['one good token is enough', 'warning', 'semantics', 'X', 'The rules look for tokens in different places, and Istio stops at the first good one: what stands in the other place is not looked at.'],
  ZT312: ['token that nothing checks', 'warning', 'semantics', 'XI', 'The policy asks for a token or claim, and no RequestAuthentication for its workloads checks one, so no request has it.'],
  ZT313: ['keys from any address', 'warning', 'hygiene', 'XI', 'istiod fetches key sets from whatever address a RequestAuthentication names. Set `BLOCKED_CIDRS_IN_JWKS_URIS` at istiod.'],
  ZT314: ['two issuers with one key set', 'warning', 'semantics', 'XI', 'Whoever holds the keys of one issuer makes tokens of the other. Some providers publish one key set for all their tenants: then check a claim that only your tenant has.'],
  ZT315: ['presence that nothing reads', 'error', 'semantics', 'X', '`presence: REQUIRED` is in the schema and istiod does not read it. Require `requestPrincipals` in an AuthorizationPolicy.'],

  ZT401: ['gateway for every gateway workload', 'error', 'semantics', 'X', 'A Gateway without selector opens its ports at every gateway workload of the mesh. Select one.'],
  ZT402: ['several DestinationRules for one host', 'warning', 'semantics', 'XI', 'Of rules that are exported alike only the oldest `trafficPolicy` counts, and the first of subsets with one name; of others only the newest rule. Join them.'],
  ZT403: ['DestinationRule for a Service that is not there', 'warning', 'semantics', 'XI', 'The namespace\'s Services are among the manifests, and none has the name of the host, so the rule does nothing.'],
  ZT404: ['host that is read literally', 'error', 'semantics', 'XI', 'Only a name without dots is completed with namespace and domain, and hosts are compared by case. Write `web.shop.svc.cluster.local`.'],
  ZT405: ['subset without pods', 'warning', 'semantics', 'XI', 'No workload behind the host has the labels, so calls to the subset find nobody. Label the pods, or correct the subset.'],
  ZT406: ['subset that nothing defines', 'error', 'semantics', 'XI', 'A route to a subset that no DestinationRule of the host has is answered with 503.'],
  ZT407: ['rule that hides the mutual TLS of the mesh', 'error', 'semantics', 'XM', 'Auto mTLS is off, so callers speak what rules say, and only the most specific rule counts: one without `tls` means plaintext. Repeat `tls` in it.'],
  ZT408: ['TLS that the target refuses', 'error', 'semantics', 'XI', 'The pods take mutual TLS of the mesh only (STRICT), and the rule makes callers speak plaintext or another TLS, so every call fails. Leave `tls` out: auto mTLS does what is right.'],
  ZT409: ['server that is not verified', 'warning', 'semantics', 'X', 'With `insecureSkipVerify` any certificate is taken. Name the authority that signs the server\'s.'],
  ZT410: ['server whose name is not verified', 'warning', 'semantics', 'X', 'With `sni` Istio no longer compares the certificate with the name of the host. Name what must stand in it in `subjectAltNames`.'],
  ZT411: ['mutual TLS given up', 'warning', 'semantics', 'XI', 'The sidecars of the pods take mutual TLS, and the rule makes callers speak plaintext to them: whoever listens can read the calls, and no policy learns who calls. Remove `tls`, and auto mTLS does what is right; where that is off, write `ISTIO_MUTUAL`.'],
  ZT412: ['`tls` without mode', 'error', 'semantics', 'X', 'An empty `tls` means DISABLE, as the word of an empty template would. Write the mode, or leave `tls` out for auto mTLS.'],
  ZT413: ['Secret that sidecars do not read', 'warning', 'semantics', 'XI', 'A sidecar drops the TLS settings of a rule with `credentialName`, and speaks plaintext, unless the rule has a `workloadSelector`. Gateways read Secrets.'],
  ZT414: ['port that loses its TLS', 'error', 'semantics', 'X', 'An entry in `portLevelSettings` takes the place of the whole policy. Repeat `tls` in it.'],
  ZT415: ['entry for a port that is not there', 'warning', 'semantics', 'XI', 'Ports of `portLevelSettings` are those of the Service, not of the pods. Correct the number.'],
  ZT416: ['client address that callers can forge', 'warning', 'semantics', 'XI', 'Behind the gateway `remoteIpBlocks` and `remote.ip` compare what a header says, and every caller in the mesh can write it. Ask for the gateway\'s principal as well, or ask at the gateway.'],
  ZT417: ['rule that a selector hides', 'warning', 'semantics', 'XI', 'Of the rules of a namespace those of the most specific host are taken first, and their selectors looked at last: pods that they do not select get no wider rule instead. Add a rule for the host without selector.'],
  ZT418: ['egress closed by an empty policy', 'warning', 'semantics', 'X', 'The zero value of the mode is REGISTRY_ONLY: calls to hosts that no Service or ServiceEntry has are refused. Write the mode.'],
  ZT419: ['DestinationRule that nobody reads', 'warning', 'semantics', 'XI', 'In ambient only waypoints read DestinationRules, and among the manifests is neither one for the host, nor a sidecar or gateway. Give the Service a waypoint.'],
  ZT420: ['route to nowhere', 'error', 'semantics', 'XI', 'A VirtualService leads to a host, a port or a delegate that is not there, and such calls are answered with 503. Where a Service has several ports and the route names none, that of the gateway is meant.'],
  ZT421: ['backend that is not there', 'error', 'semantics', 'XI', 'A route of the Gateway API leads to a Service or port that is not there, or to nothing: its share of the calls is answered with 500.'],
  ZT422: ['reference without grant', 'error', 'semantics', 'XI', 'A route or listener names an object of another namespace, where no ReferenceGrant allows it, so the backend or certificate counts as missing. Write the grant beside what is named.'],
  ZT423: ['Gateway that is not there', 'error', 'semantics', 'XI', 'No Gateway that the route names is in its namespace, so nothing serves the route there. Compared as soon as the namespace has one Gateway of the kind among the manifests.'],
  ZT424: ['host that the Gateway does not serve to the route', 'warning', 'semantics', 'XI', 'No server or listener takes requests with this host for routes of this namespace, so none gets to the route. Correct the host, or add it to the Gateway.'],
  ZT425: ['route that no listener takes', 'error', 'semantics', 'XI', 'The listener of that name is missing, or none takes routes of this kind, host or namespace, so the route does nothing.'],
  ZT426: ['route that is never reached', 'warning', 'semantics', 'X', 'Routes are tried in order, and an earlier one takes every request that this one is for. Put the narrower one first.'],
  ZT427: ['several VirtualServices for one host', 'warning', 'semantics', 'XI', 'For calls within the mesh proxies take one VirtualService a host; only gateways join several. Make one of them.'],
  ZT428: ['server that loses its place', 'error', 'semantics', 'XI', 'Servers for the same pods and port cannot serve one TLS host twice, nor TLS behind plaintext: the older one stays, or proxies refuse the whole port. Keep one.'],
  ZT429: ['host without route', 'warning', 'semantics', 'XI', 'The Gateway serves the host, and no VirtualService for it has it, so requests are answered with 404. Compared as soon as one VirtualService for the Gateway is among the manifests.'],
  ZT430: ['Service past the gateway', 'warning', 'semantics', 'XI', 'A LoadBalancer, NodePort or external address leads from outside straight to pods of the mesh. What comes so has no identity: STRICT refuses it, else only policies that ask for no identity hold. Route it through a gateway.'],
  ZT431: ['plaintext from a gateway outside the mesh', 'error', 'semantics', 'XI', 'The pods of a Gateway of another class have no sidecar, and their targets take mutual TLS of the mesh only (STRICT), so calls fail. Let the gateway join the mesh.'],
  ZT432: ['way around the egress gateway', 'warning', 'semantics', 'XI', 'A gateway leads to the outside host, and calls of workloads to this port of it are not sent there, so neither its policies nor its log see them. Route each port to the gateway.'],
  ZT433: ['rule that trusts what a gateway passes on', 'info', 'hygiene', 'XI', 'Who is let in is the gateway, which no policy guards and which passes every path on: the rule opens every operation to whoever reaches the gateway. Name operations, ask for a token, or guard the gateway.'],
  ZT434: ['Gateway without pods', 'warning', 'semantics', 'XI', 'No workload has the labels that the Gateway selects, so its ports are opened nowhere. It is said where a label is nearly that of a workload, and where the manifests are a dump of the cluster.'],
  ZT435: ['port that the Service of the gateway lacks', 'warning', 'semantics', 'XI', 'The proxy opens the port, and no Service before its pods leads there. Add it to the Service.'],
  ZT436: ['address of a node in place of the client\'s', 'warning', 'semantics', 'H', 'Unless its `externalTrafficPolicy` is Local, a Service hands calls from outside on with the address of a node, which policies at the gateway then compare. Load balancers that keep the address are an exception.'],
  ZT437: ['several Sidecars for one workload', 'warning', 'semantics', 'XI', 'Only the oldest counts, and what the other one closes is open. Join them.'],
  ZT438: ['Sidecar for nobody', 'warning', 'semantics', 'XI', 'Its labels select no workload of its own namespace, or only gateways, which read no Sidecar.'],
  ZT439: ['egress host that nothing has', 'warning', 'semantics', 'XI', 'No Service or ServiceEntry of the namespace has the host, so the entry of `egress` lets nothing through. Hosts are written whole.'],
  ZT440: ['ServiceEntries at odds', 'warning', 'semantics', 'XI', 'Two declare one port of a host with different protocols, and one of them counts, so that routes and policies for HTTP hold or do not. Say the same in both.'],
  ZT441: ['TCP entry without address', 'warning', 'semantics', 'XM', 'TCP is told apart by address alone, so that sidecars send every call to this port, wherever it is for, to this host, also past REGISTRY_ONLY. Write `addresses`, or let proxies capture DNS.'],
  ZT442: ['export to a namespace that does not exist', 'warning', 'semantics', 'XI', 'Nobody sees the object there. It is said where the name is nearly another\'s, and where the manifests are a dump of the cluster.'],
  ZT443: ['GatewayClass that does not exist', 'error', 'semantics', 'XI', 'Nothing takes care of a Gateway of this class. It is said where the name is nearly another\'s, and where the manifests are a dump of the cluster.'],
  ZT444: ['routes for every host', 'info', 'hygiene', 'XI', 'A VirtualService for `*` at a Gateway that serves `*` and that others share takes requests for names that nobody meant, and hides that a host has no routes. Write the hosts.'],
  ZT445: ['one certificate at several Gateways', 'warning', 'semantics', 'XI', 'A browser uses one HTTP/2 connection for all hosts of a certificate, and the Gateway of the first host has no routes for the others: 404. Serve all hosts of a certificate by one Gateway.'],

  ZT501: ['old API version', 'warning', 'hygiene', 'X', 'The version is served still and stored as `v1`. Write the stable version.'],
  ZT502: ['IstioOperator is gone', 'warning', 'hygiene', 'X', 'Nothing reads an IstioOperator in the cluster since Istio 1.24: applied, it changes nothing. Use Helm values or MeshConfig, and a Telemetry for access logs.'],
  ZT503: ['namespace outside the mesh', 'info', 'hygiene', 'XI', 'Other namespaces are in the mesh, and nothing says whether this one is: no policy of Istio holds for its workloads. Label it, with `istio-injection: disabled` if it is meant to stay outside.'],
  ZT504: ['two data planes', 'warning', 'semantics', 'XI', 'Of two labels that ask for a proxy one is ignored: a sidecar wins over ambient, and `istio-injection` over a revision. Keep one.'],
  ZT505: ['label value that Istio does not know', 'error', 'semantics', 'X', 'Values are compared exactly: `istio-injection: true` means that no sidecar is injected. Write a value that Istio knows.'],
  ZT506: ['pods outside the mesh of their namespace', 'warning', 'semantics', 'XI', 'Pods on the host network, or that opt out, have no proxy before them, and their Service can be called by everybody. Guard them by a NetworkPolicy, or let them join.'],
  ZT507: ['application under the user of the sidecar', 'error', 'semantics', 'XI', 'What user 1337 sends is not captured, so that the sidecar does not call itself: the application\'s calls leave without mutual TLS. Choose another user.'],
  ZT508: ['waypoint that is not there', 'warning', 'semantics', 'XI', 'Without the waypoint that the label names calls go on unchecked by any HTTP policy. Deploy the Gateway, or correct the name.'],
  ZT509: ['waypoint that does not serve it', 'error', 'semantics', 'XI', 'The Gateway is of another class, for other targets, or takes nothing of this namespace, so the label is ignored and no HTTP policy holds.'],
  ZT510: ['port without protocol', 'info', 'hygiene', 'XI', 'Proxies guess the protocol from the first bytes, and a client can choose them: HTTP rules hold only for what looks like HTTP. Say it with `appProtocol`, or begin the name with it.'],
  ZT511: ['target port that no container has', 'error', 'semantics', 'XI', 'The Service leads to a container port by name, and no container of its pods has the name.'],
  ZT512: ['protocols at odds', 'warning', 'semantics', 'XI', 'Two Services lead to one port of the same pods as different protocols, and the older one decides whether HTTP policies hold. Say the same in both.'],
  ZT513: ['Service without pods', 'warning', 'semantics', 'XI', 'The namespace\'s workloads are among the manifests, and none has the labels that the Service selects.'],
  ZT514: ['setting of pods in the wrong place', 'warning', 'semantics', 'X', 'Istio reads it from the pods, and a Deployment hands on only what its template has. Move it into the template.'],
  ZT515: ['NetworkPolicy that shuts out the tunnel', 'error', 'semantics', 'XI', 'Calls to pods in ambient come through port 15008, whatever port they are for. Open it; which ports may be called an AuthorizationPolicy says.'],
  ZT516: ['NetworkPolicy that shuts out istiod', 'error', 'semantics', 'XM', 'A sidecar gets its certificates and policies from istiod at port 15012, and is not ready without. Allow this egress.'],
  ZT517: ['grant that NetworkPolicies shut out', 'warning', 'semantics', 'XI', 'Both kinds of policy must let a call in, and no NetworkPolicy opens the port that the rule names. Open it, or remove the grant.'],
  ZT518: ['capture setting that Istio does not know', 'warning', 'semantics', 'X', 'Annotations that begin with `traffic.sidecar.istio.io/` say what the sidecar captures; under any other spelling they do nothing. Correct the name.'],
  ZT519: ['caller that NetworkPolicies shut out', 'warning', 'semantics', 'XI', 'Both kinds of policy must let a call in, and NetworkPolicies, of the target or of the caller, name no pods of the caller that the rule allows. Open them, or remove the caller.'],

  ZT520: ['probe that NetworkPolicies shut out', 'warning', 'semantics', 'XI', 'In ambient the kubelet\'s probes come from 169.254.7.127 (or fd16:9254:7127:1337:ffff:ffff:ffff:ffff), and a plugin that does not let this in by itself keeps the pods from being ready. Open the address.'],
  ZT601: ['rule that contradicts itself', 'error', 'semantics', 'X', 'No request meets all of its conditions, as one excludes what another asks for, so it never matches: a DENY denies nothing, an ALLOW locks out.'],
  ZT602: ['rule that adds nothing', 'info', 'hygiene', 'XI', 'Another rule, or several together, match everything that this one matches, and do the same. Remove it, so that who removes the other one sees what changes.'],
  ZT603: ['ALLOW that a DENY undoes', 'warning', 'semantics', 'XI', 'DENY policies match everything that the rule allows, or all of it at the ports that are served, and are asked first. Remove the rule, or narrow the denial.'],
  ZT604: ['object written twice', 'warning', 'semantics', 'X', 'Two manifests of one kind, namespace and name differ. The cluster keeps the one that is applied last, so a policy that closes may not be in force. Remove one; check alternatives of which one is applied, such as the overlays of a base, one at a time.'],
  ZT605: ['DENY without effect', 'info', 'hygiene', 'XI', 'ALLOW policies are in force here, and none allows the callers that the rule names anything that it denies, so that it is refused anyhow. Correct the rule, or remove it. A DENY of what nobody may do, and one where a policy of `spec: {}` closes everything on purpose, count as guards against what others will allow, and are not told of.'],

  ZT801: ['suppression without use', 'warning', 'hygiene', 'X', 'The finding that an annotation, or an entry of `zero-trust.yaml`, suppresses is not there. Remove the suppression.'],
  ZT802: ['suppression out of date', 'error', 'hygiene', 'X', 'The suppression\'s last day has passed, so the finding counts again. Mend the object, or extend the day.'],
  ZT803: ['suppression that says too little', 'error', 'hygiene', 'X', 'A suppression names one code of this list and a reason: `ZT104: public on purpose`, or `ZT104 until 2030-01-31: public on purpose`; where objects of two API groups have one kind and name, the group as well.'],
  ZT804: ['baseline entry without use', 'info', 'hygiene', 'X', 'A finding of the baseline is gone. Write the baseline anew, so that it cannot come back unseen.'],
  ZT805: ['annotation that suppresses nothing', 'warning', 'hygiene', 'X', 'The name looks like `cdk8s-zero-trust/suppress`, and only the name itself suppresses. Correct it.'],

  ZT901: ['a check failed', 'error', 'hygiene', 'X', 'A check of ours threw an error instead of an answer. Nothing is known about what it would have found; please report it.'],
} as const satisfies Readonly<Record<string, Row>>;

/** A code of the catalogue. */
export type Code = keyof typeof ROWS;

/** All codes, in order. */
export const CODES = Object.keys(ROWS) as readonly Code[];

/** Whether the text is a code of the catalogue. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(ROWS, text);
}

/** What the catalogue says about a code. */
export function entryOf(code: Code): CatalogueEntry {
  const [title, severity, category, exactness, docs] = ROWS[code];
  return { title, severity, category, exactness, docs };
}

/** The catalogue as the page `docs/findings.md`. */
export function cataloguePage(): string {
  const rows = CODES.map((code) => {
    const { title, severity, category, exactness, docs } = entryOf(code);
    return `| <a id="${code.toLowerCase()}"></a>${code} | ${title} | ${severity} | ${category} | ${exactness} | ${docs} |`;
  });
  return `# Findings

What \`zero-trust check\` can find. This page is made from \`src/findings/catalogue.ts\` by \`npm run docs\`; codes keep their meaning.

Exact: **X** from the object alone · **XI** when all objects that decide are among the manifests · **XM** when the mesh settings are as
assumed in the report · **H** a hint that may be wrong.

| Code | Title | Severity | Category | Exact | What it means, and what to do |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

/** The page of this project, for tools that link to it. */
export const PROJECT_URL = 'https://github.com/cdk8s-zero-trust/cdk8s-zero-trust';

/** Where the documentation tells more about a code. */
export function helpUriOf(code: Code): string {
  return `${PROJECT_URL}/blob/main/docs/findings.md#${code.toLowerCase()}`;
}
