/** How the page of `reach` looks and searches: fixed text, whose hashes let it run and nothing else. */
export const PAGE_STYLE = `
:root { --ink: #1b1f24; --paper: #ffffff; --line: #c4cad1; --head: #eef1f4; --open: #8a3a00; --focus: #0b57d0; --aside: #4d555e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #16191d; --line: #444b53; --head: #23282e; --open: #ffb27a; --focus: #8ab4ff; --aside: #aab2bb; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 90rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
header p { margin: 0 0 .75rem; max-width: 70ch; }
label { display: block; font-weight: 600; }
input { width: min(40rem, 100%); font: inherit; padding: .4rem .6rem; color: inherit; background: var(--paper); border: 1px solid var(--aside); border-radius: .25rem; }
#keys { color: var(--aside); }
kbd { border: 1px solid var(--line); border-radius: .2rem; padding: 0 .3rem; font: .9em monospace; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem; background: var(--paper); color: var(--focus); }
section { contain: content; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin-bottom: 1rem; }
caption { text-align: start; background: var(--head); padding: .3rem .6rem; }
h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
td { position: relative; text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { position: relative; padding: 0; }
.open td:first-child, .doubt { color: var(--open); font-weight: 600; }
td p { margin: 0; }
ul { margin: 0; padding: 0; list-style: none; }
summary { cursor: pointer; }
pre { margin: .25rem 0 0; padding: .5rem; overflow-x: auto; background: var(--head); font-size: .875rem; }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
`;

export const PAGE_SCRIPT = `
'use strict';
const query = document.getElementById('query');
const count = document.getElementById('count');
const groups = [...document.querySelectorAll('section')].map((section) => {
  const title = section.querySelector('caption').textContent.toLowerCase();
  const rows = [...section.querySelectorAll('tbody tr')];
  return { section, rows: rows.map((row) => ({ row, text: title + ' ' + row.textContent.toLowerCase() })) };
});
function show() {
  const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  let targets = 0;
  for (const { section, rows } of groups) {
    let here = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) here += 1;
    }
    section.hidden = here === 0;
    shown += here;
    targets += here === 0 ? 0 : 1;
  }
  count.textContent = shown + (shown === 1 ? ' row of ' : ' rows of ') + targets + (targets === 1 ? ' target' : ' targets');
}
let due;
query.addEventListener('input', () => {
  clearTimeout(due);
  due = setTimeout(show, 150);
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== query && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    query.focus();
    query.select();
  }
  if (event.key === 'Escape' && document.activeElement === query) {
    query.value = '';
    show();
  }
});
show();
`;
