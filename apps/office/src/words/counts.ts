/** Words that agree with a count: the plural’s ending, as each language has it. */

/** The number that was formatted for reading (`1 234`, `1,234`, `1,5`); NaN when it is none. */
function read(count: number | string | undefined, thousands: RegExp): number {
  return typeof count === 'number'
    ? count
    : Number((count ?? '').replaceAll(thousands, '').replace(',', '.') || 'none');
}

const isOneInFrench = (count: number | string | undefined) => Math.abs(read(count, /\s/g)) < 2;
const isOneInEnglish = (count: number | string | undefined) => read(count, /[\s,]/g) === 1;

/** An ending that is there for several: `élève(s)`, `niveau(x)`, `class(es)`, `change(nt)`. */
const ENDING = /(?<=\p{L})\((s|x|es|e|nt)\)/gu;

type Said = number | string | undefined;

/** Fills in the values; an ending in brackets agrees with the last number before it. */
function agree(isOne: (count: Said) => boolean, isNumber: (count: Said) => boolean) {
  return (texts: TemplateStringsArray, ...values: readonly Said[]): string => {
    let last: boolean | null = null;
    return texts
      .map((text, i) => {
        const agreed =
          last === null ? text : text.replaceAll(ENDING, (_whole, ending: string) => (last ? '' : ending));
        if (i >= values.length) return agreed;
        if (isNumber(values[i])) last = isOne(values[i]);
        return agreed + String(values[i] ?? '');
      })
      .join('');
  };
}

export const inFrench = agree(isOneInFrench, (count) => !Number.isNaN(read(count, /\s/g)));
export const inEnglish = agree(isOneInEnglish, (count) => !Number.isNaN(read(count, /[\s,]/g)));

/** For what changes more than its ending: `a`, `ont`. */
export const oneOrSeveral = (count: number | string, one: string, several: string): string =>
  isOneInFrench(count) ? one : several;
