/** A number as XML writes it (a decimal point). Null for anything else, infinities included. */
export function readXmlNumber(text: string): number | null {
  const value = readXmlFloat(text);
  return value !== null && Number.isFinite(value) ? value : null;
}

/** As `readXmlNumber`, with the infinities of XML Schema's `double` ("INF", "-INF"). Not "NaN": QTI has NULL. */
export function readXmlFloat(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?INF$/.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}
