/** Text as HTML takes it, in content and in quoted attributes alike. */
import { visible } from '../findings/visible';

/** Nothing of the text is markup, and nothing of it hides or turns other text. */
export function quotedHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
