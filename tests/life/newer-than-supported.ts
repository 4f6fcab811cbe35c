/**
 * What some supported browser does not have: Chrome and Edge 109, Firefox ESR 115, Safari and iPadOS 16 (MDN browser
 * compatibility data, November 2026). The second column is where it came last, and when.
 */
export const NEWER: readonly (readonly [name: string, since: string])[] = [
  ['Array.prototype.toSorted', 'Chrome 110'],
  ['Array.prototype.toReversed', 'Chrome 110'],
  ['Array.prototype.toSpliced', 'Chrome 110'],
  ['Array.prototype.with', 'Chrome 110'],
  ['Uint8Array.__proto__.prototype.toSorted', 'Chrome 110'],
  ['Uint8Array.__proto__.prototype.toReversed', 'Chrome 110'],
  ['Uint8Array.__proto__.prototype.with', 'Chrome 110'],
  ['Array.fromAsync', 'Chrome 121'],
  ['String.prototype.isWellFormed', 'Firefox 119'],
  ['String.prototype.toWellFormed', 'Firefox 119'],
  ['Map.groupBy', 'Firefox 119, Safari 17.4'],
  ['Object.groupBy', 'Firefox 119, Safari 17.4'],
  ['Map.prototype.getOrInsert', 'Chrome 145'],
  ['Map.prototype.getOrInsertComputed', 'Chrome 145'],
  ['Promise.withResolvers', 'Firefox 121, Safari 17.4'],
  ['Promise.try', 'Firefox 134, Safari 18.2'],
  ...['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf'].map(
    (name) => [`Set.prototype.${name}`, 'Firefox 127, Safari 17'] as const,
  ),
  ['Set.prototype.isDisjointFrom', 'Firefox 127, Safari 17'],
  ...[
    'map',
    'filter',
    'take',
    'drop',
    'flatMap',
    'reduce',
    'toArray',
    'forEach',
    'some',
    'every',
    'find',
  ].map((name) => [`Iterator.prototype.${name}`, 'Firefox 131, Safari 18.4'] as const),
  ['Iterator', 'Firefox 131, Safari 18.4'],
  ['Intl.Segmenter', 'Firefox 125'],
  ['Intl.DurationFormat', 'Firefox 136'],
  ['ArrayBuffer.prototype.resize', 'Firefox 128, Safari 16.4'],
  ['ArrayBuffer.prototype.transfer', 'Firefox 122, Safari 17.4'],
  ['ArrayBuffer.prototype.transferToFixedLength', 'Firefox 122, Safari 17.4'],
  ['Uint8Array.fromBase64', 'Chrome 140'],
  ['Uint8Array.fromHex', 'Chrome 140'],
  ['Uint8Array.prototype.toBase64', 'Chrome 140'],
  ['Uint8Array.prototype.toHex', 'Chrome 140'],
  ['RegExp.escape', 'Chrome 136'],
  ['Error.isError', 'Chrome 134'],
  ['JSON.rawJSON', 'Firefox 135'],
  ['Math.sumPrecise', 'Chrome 147'],
  ['Float16Array', 'Chrome 135'],
  ['DisposableStack', 'Chrome 134'],
  ['AbortSignal.any', 'Firefox 124, Safari 17.4'],
  ['URL.canParse', 'Chrome 120, Safari 17'],
  ['URL.parse', 'Firefox 126, Safari 18'],
  ['Response.json', 'Safari 17'],
  ['ReadableStream.from', 'Safari 27'],
  ['ReadableStream.prototype.values', 'Safari 27'],
  ['CompressionStream', 'Safari 16.4'],
  ['DecompressionStream', 'Safari 16.4'],
  ['OffscreenCanvas', 'Safari 16.4'],
  ['requestIdleCallback', 'Safari 26'],
  ['scheduler', 'Firefox 142'],
  ['BarcodeDetector', 'Firefox, Safari'],
  ['Element.prototype.checkVisibility', 'Safari 17.4'],
  ['Element.prototype.moveBefore', 'Firefox 144'],
  ['Document.prototype.startViewTransition', 'Firefox 144'],
  ['HTMLElement.prototype.showPopover', 'Firefox 125, Safari 17'],
  ['HTMLElement.prototype.togglePopover', 'Firefox 125, Safari 17'],
  ['HTMLElement.prototype.hidePopover', 'Firefox 125, Safari 17'],
];

/** A script that takes all of it away, in a page or in a worker. What is not there is passed over. */
export const REMOVE_NEWER = `for (const path of ${JSON.stringify(NEWER.map(([name]) => name))}) {
  const parts = path.split('.');
  const last = parts.pop();
  const owner = parts.reduce((object, part) => object?.[part], globalThis);
  if (owner !== undefined && owner !== null) delete owner[last];
}
`;
