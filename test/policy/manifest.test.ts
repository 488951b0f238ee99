import { documentsOf, placeOf, readManifests } from '../../src/policy/manifest';

const read = (text: string) => readManifests([{ name: 'a.yaml', text }]);
const problemsOf = (text: string) => read(text).problems.map((p) => `${p.line}:${p.column} ${p.message}`);
const valueOf = (text: string) => read(`kind: K\nv: ${text}\n`).manifests[0]?.object.v;

describe('documents', () => {
  test('each document is an object with its place', () => {
    const { manifests, documents } = read(
      '# head\n---\nkind: A\nmetadata: {name: x, namespace: ns}\n---\n# nothing\n---\nkind: B\n',
    );
    expect(documents).toBe(2);
    expect(manifests.map((m) => [m.kind, m.document.index, m.document.firstLine])).toEqual([
      ['A', 0, 3],
      ['B', 2, 8],
    ]);
    expect(manifests[0]).toMatchObject({ name: 'x', namespace: 'ns' });
  });

  test('a list is its items, whatever it is a list of', () => {
    const { manifests } = read('kind: List\nitems:\n- kind: A\n  metadata: {name: a}\n- kind: B\n  spec:\n    x: 1\n');
    expect(manifests.map((m) => [m.kind, m.root])).toEqual([
      ['A', ['items', 0]],
      ['B', ['items', 1]],
    ]);
    expect(placeOf(manifests[1]!, ['spec', 'x'])).toEqual({ line: 7, column: 8 });
    expect(read('apiVersion: v1\nkind: PodList\nitems: [{metadata: {name: p}}]\n').manifests[0]).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      name: 'p',
    });
  });

  test('a list in a list is opened, too', () => {
    const inner = '{kind: List, items: [{kind: A, metadata: {name: a}}, {kind: List}, {kind: BList, items: [{}]}]}';
    const { manifests } = read(`kind: List\nitems: [${inner}, {kind: C}]\n`);
    expect(manifests.map(({ kind, root }) => [kind, ...root].join(' '))).toEqual([
      'A items 0 items 0',
      'B items 0 items 2 items 0',
      'C items 1',
    ]);
  });

  test('JSON is read like YAML', () => {
    const { manifests } = read('{\n\t"kind": "A",\n\t"spec": {"url": "https:\\/\\/x", "n": [1, 2.5, true, null]}\n}\n');
    expect(manifests[0]?.object.spec).toEqual({ url: 'https://x', n: [1, 2.5, true, null] });
  });

  test('within brackets a line may begin anywhere, as Kubernetes reads it', () => {
    const text = [
      'kind: K # head',
      'spec:',
      '  args: [',
      '    "-a # b", it\'s, c#d,',
      '    # the last one',
      '',
      "    'x''y', # here",
      '  ]',
      '  labels: {',
      'app: web }',
      '  after: 1',
    ].join('\n');
    const [manifest] = read(text).manifests;
    expect(manifest?.object.spec).toEqual({ args: ['-a # b', "it's", 'c#d', "x'y"], labels: { app: 'web' }, after: 1 });
    expect(placeOf(manifest!, ['spec', 'labels', 'app'])).toEqual({ line: 10, column: 6 });
    expect(placeOf(manifest!, ['spec', 'after'])).toEqual({ line: 11, column: 10 });
  });

  test('text over several lines is never joined: its value would be another one', () => {
    expect(valueOf('[\n  "a\n  b"\n]')).toEqual(['a b']);
    expect(problemsOf('kind: K\nv:\n  w: "a\nb"\n')).toEqual([
      '4:1 the line begins too far left to go on with what is before; indent it',
    ]);
    expect(problemsOf('kind: K\nv:\n  w: [a\nb]\n')).toEqual([
      '4:1 the line begins too far left to go on with what is before; indent it',
    ]);
  });

  test('an empty text holds no document', () => {
    for (const text of ['', '\n', '# only a comment\n', '---\n---\n', 'null\n', '---\n# a\n...\n'])
      expect(read(text)).toMatchObject({ manifests: [], problems: [], documents: 0 });
  });

  test('lines may end in CR LF', () => {
    const { manifests } = read('---\r\nkind: A\r\n---\r\nkind: B\r\nspec:\r\n  x: 1\r\n');
    expect(manifests.map((m) => m.kind)).toEqual(['A', 'B']);
    expect(placeOf(manifests[1]!, ['spec', 'x'])).toEqual({ line: 6, column: 6 });
  });
});

describe('words as Kubernetes reads them', () => {
  test.each([
    ['yes', true],
    ['y', true],
    ['On', true],
    ['OFF', false],
    ['n', false],
    ['yEs', 'yEs'],
    ['"yes"', 'yes'],
    ['~', null],
    ['', null],
    ['"~"', '~'],
    ['80', 80],
    ['0x1F', 31],
    ['0777', 511],
    ['0o17', 15],
    ['08', 8],
    ['0b101', 5],
    ['1_000', 1000],
    ['-7', -7],
    ['+7', 7],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1:30', '1:30'],
    ['1.2.3', '1.2.3'],
    ['2024-01-01', '2024-01-01'],
    ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['-', [null]],
    ['!!str 80', '80'],
    ['!!int "80"', 80],
    ['!!binary aGk=', 'hi'],
    ['!mine x', 'x'],
  ])('`%s`', (word, value) => {
    expect(valueOf(word === '-' ? '\n-' : word)).toEqual(value);
  });

  test('keys become text', () => {
    expect(valueOf('{80: a, on: b, 1.5: c, "x": d}')).toEqual({ '80': 'a', true: 'b', '1.5': 'c', x: 'd' });
  });

  test('a key `__proto__` is only a key', () => {
    const value = valueOf('{__proto__: {polluted: 1}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('anchors and merge keys', () => {
  test('an alias has the value of its anchor', () => {
    expect(valueOf('{a: &x [1], b: *x}')).toEqual({ a: [1], b: [1] });
  });

  test('what is written wins over what `<<` brings, and earlier sources over later ones', () => {
    expect(valueOf('{a: &a {x: 1, p: 1}, b: &b {p: 2, z: 2}, c: {<<: [*a, *b], x: 9}}')).toMatchObject({
      c: { x: 9, p: 1, z: 2 },
    });
  });

  test('a key written before the `<<` that brings it too is refused, for readers disagree', () => {
    expect(problemsOf('a: &a {x: 1}\nkind: K\nc:\n  x: 2\n  <<: *a\n')).toEqual([
      '5:3 `<<` brings key `x`, written before it; put `<<` first',
    ]);
    expect(problemsOf('a: &a {y: 1}\nkind: K\nc:\n  x: 2\n  <<: *a\n')).toEqual([]);
  });

  test('a quoted "<<" is a key', () => {
    expect(valueOf('{"<<": 1}')).toEqual({ '<<': 1 });
  });

  test('aliases that name nothing, or what they stand in', () => {
    expect(problemsOf('kind: *x\n')).toEqual(['1:8 alias `*x` names no anchor before it']);
    expect(problemsOf('kind: &x\n  a: [*x]\n')).toEqual([
      '2:8 alias `*x` stands inside what it names, which has no end',
    ]);
  });

  test('a billion laughs are refused at once', () => {
    const laughs = ['a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol,lol]'];
    for (let i = 1; i < 12; i += 1)
      laughs.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      );
    const started = Date.now();
    const problems = problemsOf(`${laughs.join('\n')}\n`);
    expect(problems[0]).toMatch(/^6:\d+ alias `\*a4` makes the document more than 400000 values larger/);
    expect(Date.now() - started).toBeLessThan(1000);
  });
});

describe('what cannot be read', () => {
  test('every problem of every document is told, and the other documents are read', () => {
    const { manifests, problems } = read(
      'kind: A\nkind: B\nspec: {x: 1, y: 2, x: 3}\n---\nkind: Good\n---\n- a\n---\nkind: [\n---\njust text\n',
    );
    expect(manifests.map((m) => m.kind)).toEqual(['Good']);
    expect(problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.message}`)).toEqual([
      'a.yaml:2:1 key `kind` stands twice in one mapping',
      'a.yaml:3:20 key `x` stands twice in one mapping',
      'a.yaml:7:1 a list is not an object of Kubernetes; a document is a mapping with `apiVersion` and `kind`',
      'a.yaml:10:1 unexpected end of the stream within a flow collection',
      'a.yaml:11:1 `just text` is not an object of Kubernetes; a document is a mapping with `apiVersion` and `kind`',
    ]);
  });

  test('where objects run into each other, it is said what is between them', () => {
    const one = 'apiVersion: v1\nkind: Namespace\n';
    expect(problemsOf(`${one}${one}`)).toEqual([
      '3:1 key `apiVersion` stands twice in one mapping; where another object begins, write a line `---` before it',
      '4:1 key `kind` stands twice in one mapping',
    ]);
    expect(problemsOf(`${one}---\n${one}`)).toEqual([]);
  });

  test('keys are the same when Kubernetes reads the same text', () => {
    expect(problemsOf('kind: K\np:\n  80: a\n  "80": b\n')).toEqual(['4:3 key `80` stands twice in one mapping']);
  });

  test('tabs', () => {
    expect(problemsOf('kind: K\nspec:\n\tx: 1\n')).toEqual(['3:1 a tab indents this line; YAML takes only spaces']);
    expect(problemsOf('\tkind: K\n')).toEqual(['1:1 a tab indents this line; YAML takes only spaces']);
  });

  test('a template that nobody rendered', () => {
    const message = '`{{` begins a template, which is no YAML yet; render it first, as by `helm template`';
    expect(problemsOf('kind: K\nname: {{ .Release.Name }}\n')).toEqual([`2:8 ${message}`]);
    expect(problemsOf('{{- if .Values.on }}\nkind: K\n')).toEqual([`1:3 ${message}`]);
    expect(problemsOf('kind: K\nspec: {text: "{{ this is text }}"}\n')).toEqual([]);
  });

  test('what kubectl would drop', () => {
    expect(problemsOf('--- {kind: A}\n')).toEqual([
      '1:5 `{kind: A}` follows `---` on the same line, where kubectl drops it; begin the document on the next line',
    ]);
    expect(problemsOf('--- # Source: chart\nkind: A\n')).toEqual([]);
    expect(problemsOf('kind: A\n...\nkind: B\n')).toEqual([
      '3:1 another document begins after `...`, and kubectl drops it; part documents by `---`',
    ]);
  });

  test('numbers that JSON has not, and keys that are none', () => {
    expect(problemsOf('kind: .inf\n')).toEqual(['1:7 `.inf` is not a number that JSON has; quote it if it is text']);
    expect(problemsOf('kind: K\n~: 1\n')[0]).toMatch(/^2:1 a key must be a word/);
    expect(problemsOf('kind: K\n{a: 1}: 1\n')[0]).toMatch(/^2:1 a key must be a word/);
  });

  test('an item of a list that is no object', () => {
    expect(problemsOf('kind: List\nitems: {kind: A}\n')).toEqual([
      '2:1 `items` of a `List` is not a list; begin each object with `-`',
    ]);
    expect(problemsOf('kind: List\nitems:\n- kind: A\n- x\n')).toEqual([
      '4:3 `x` is not an object of Kubernetes; a document is a mapping with `apiVersion` and `kind`',
    ]);
  });

  test('more values than memory should hold', () => {
    const started = Date.now();
    expect(problemsOf(`kind: [${'[],'.repeat(4_000_000)}[]]\n`)).toEqual([
      '1:1 it may hold more than 6000000 values; split it',
    ]);
    expect(Date.now() - started).toBeLessThan(1000);
  });

  test('nesting without end', () => {
    expect(problemsOf(`kind: ${'['.repeat(100_000)}\n`)).toHaveLength(1);
  });
});

test('a document that aliases blow up is refused once, and nothing that follows from it is told', () => {
  const laughs = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level += 1)
    laughs.push(
      `b${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  const { problems } = readManifests([{ name: 'a.yaml', text: laughs.join('\n') }]);
  expect(problems.map(({ line, message }) => [line, message.replace(/ makes .*/, '')])).toEqual([[6, 'alias `*a4`']]);
});

describe('what was read before', () => {
  const [same, list] = ['kind: A\nmetadata: {name: same}\n', 'kind: List\nitems: [{kind: B}, {kind: B}]\n'];
  const before = readManifests([{ name: 'old.yaml', text: `${same}---\n${list}---\nkind: C\n` }]);
  const readAgain = (text: string) => readManifests([{ name: 'new.yaml', text }], documentsOf(before));
  const objectsIn = ({ manifests }: typeof before) => manifests.map(({ object }) => object);

  test('an equal document has the same objects, in its own place', () => {
    const after = readAgain(`kind: D\n---\n${list}---\n${same}`);
    const [kindD, ...others] = after.manifests;
    expect(kindD?.kind).toBe('D');
    const [a, ...items] = objectsIn(before).slice(0, 3);
    expect(others.map(({ object }) => [...items, a].indexOf(object))).toEqual([0, 1, 2]);
    expect(others.map(({ document }) => [document.file, document.firstLine])).toEqual([
      ['new.yaml', 3],
      ['new.yaml', 3],
      ['new.yaml', 6],
    ]);
    expect(after.documents).toBe(3);
  });

  test('a document that differs is read, and one that stands there twice is two objects', () => {
    const after = readAgain(`${same}---\n${same}---\nkind: A\nmetadata: {name: other}\n`);
    expect(after.manifests.map(({ name }) => name)).toEqual(['same', 'same', 'other']);
    expect(new Set(objectsIn(after)).size).toBe(3);
  });

  test('LAW: but for that, nothing changes', () => {
    const texts = [list, `${same}---\n${same}`, 'kind: C\n', 'kind: [', `# nothing\n---\n${list}`];
    for (const text of texts) expect(readAgain(text)).toEqual(readManifests([{ name: 'new.yaml', text }]));
  });
});
