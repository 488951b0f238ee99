// Writes docs/findings.md from the catalogue, of which it is a view.
import { writeFileSync } from 'node:fs';
import catalogue from '../lib/src/findings/catalogue.js';

writeFileSync(new URL('../docs/findings.md', import.meta.url), catalogue.cataloguePage());
