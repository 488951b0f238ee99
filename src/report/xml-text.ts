/** Text as XML takes it. */

/** XML 1.0 has no way to write most control characters. */
export function quotedXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n\r\t]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
