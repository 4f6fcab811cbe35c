/** A number with its noun, as French and English count. */
export const plural = (n: number, one: string, many: string) => `${n} ${n >= 2 ? many : one}`;
export const pluralEn = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
