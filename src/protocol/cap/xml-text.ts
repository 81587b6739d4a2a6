/** What XML 1.0 has no place for (2.2), whatever CAP says of texts. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const nowhere = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu

/**
 * A text inside an element or an attribute in double quotes. Carriage returns as references: a parser turns them into line feeds otherwise
 * (XML 1.0, 2.11). What no document can hold becomes U+FFFD.
 */
export function escapedXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(nowhere, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}
