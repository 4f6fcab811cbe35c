/**
 * An item of QTI 3 with the names of QTI 2.2, for an engine that reads only those. What response processing does not look
 * at (catalogs, style sheets, attributes for other systems) is left out.
 */
export function asQti2(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<\/?qti-content-body[^>]*>/g, '')
    .replace(/<qti-catalog-info[\s\S]*?<\/qti-catalog-info>/g, '')
    .replace(/<qti-stylesheet[^>]*?(?:\/>|>\s*<\/qti-stylesheet>)/g, '')
    .replaceAll('http://www.imsglobal.org/xsd/imsqtiasi_v3p0', 'http://www.imsglobal.org/xsd/imsqti_v2p2')
    .replace(/\s(?:xsi:schemaLocation|data-[a-z-]+)="[^"]*"/g, '')
    .replace(
      /https?:\/\/(?:purl|www)\.imsglobal\.org\/(?:spec\/qti\/v3p0|question\/qti_v3p0)\/rptemplates\/(\w+)(?:\.xml)?/g,
      // The rules of Common Cartridge's CC2_match changed with QTI 3: those of match_correct.
      (_, name: string) =>
        `http://www.imsglobal.org/question/qti_v2p2/rptemplates/${name === 'CC2_match' ? 'match_correct' : name}`,
    )
    .replace(/<[^>]+>/g, (tag) => (/^<\/?qti-/.test(tag) ? oldTag(tag) : tag));
}

/** An item of QTI 2 as one of 2.1, which wants attributes that later versions need not have. */
export function asQti21(text: string): string {
  return text
    .replaceAll(/(imsglobal\.org\/\S*?v)2p[02]\b/g, '$12p1')
    .replace(/<assessmentItem(?![^>]*\sadaptive=)/, '<assessmentItem adaptive="false"')
    .replace(/<assessmentItem(?![^>]*\stimeDependent=)/, '<assessmentItem timeDependent="false"')
    .replace(
      /<(choice|order|associate|match|gapMatch|inlineChoice)Interaction(?![^>]*\sshuffle=)/g,
      '<$1Interaction shuffle="false"',
    );
}

function oldTag(tag: string): string {
  return tag
    .replace(/^(<\/?)qti-([a-z-]+)/, (_, start: string, name: string) => start + oldName(name))
    .replace(/(\s)([a-z]+(?:-[a-z]+)+)=/g, (whole, space: string, name: string) =>
      name.startsWith('aria-') ? whole : `${space}${camel(name)}=`,
    );
}

function oldName(name: string): string {
  return { 'duration-lt': 'durationLT', 'duration-gte': 'durationGTE' }[name] ?? camel(name);
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
