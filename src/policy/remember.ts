/** Answers that are made once: what manifests say is the same for every call. */

/**
 * The function, which makes each answer once. Values with one key must have one answer. Where more than `most` would
 * have to be kept, all are forgotten.
 */
export function remember<A, V>(
  make: (about: A) => V,
  keyOf: (about: A) => unknown = (about) => about,
  most = Infinity,
): (about: A) => V {
  const made = new Map<unknown, { readonly value: V }>();
  return (about) => {
    const key = keyOf(about);
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(about);
    if (made.size >= most) made.clear();
    made.set(key, { value });
    return value;
  };
}

/** What is made when somebody asks first, and is the same ever after. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
