/** Pieces of a script that reads a released file into R. */
import type { Words } from './described-file.ts';

/** A text of R, in ASCII whatever the locale that reads the script. */
export function rText(text: string): string {
  const escaped = [...text]
    .map((character) => {
      const point = character.codePointAt(0)!;
      if (character === '"' || character === '\\') return `\\${character}`;
      if (point >= 32 && point < 127) return character;
      return `\\U${point.toString(16).padStart(8, '0')}`;
    })
    .join('');
  return `"${escaped}"`;
}

export function rName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_.]/gu, '_');
  return /^[A-Za-z]/u.test(plain) ? plain : `t_${plain}`;
}

export const rComment = (text: string) => text.replace(/[\r\n]+/gu, ' ');

/** Lines that make a column of codes a factor in the order of its codes, with French labels. */
export function rFactor(
  target: string,
  codes: readonly { readonly code: string; readonly label: Words }[],
): readonly string[] {
  const labels = uniqueLabels(codes.map(({ code, label }) => ({ code, label: label.fr })));
  return [
    `${target} <- factor(${target},`,
    `  levels = c(${codes.map(({ code }) => rText(code)).join(', ')}),`,
    `  labels = c(${labels.map(rText).join(', ')}))`,
  ];
}

/** R needs labels that differ: those that do not get their code. */
function uniqueLabels(
  codes: readonly { readonly code: string; readonly label: string }[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { label } of codes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return codes.map(({ code, label }) => (counts.get(label)! > 1 ? `${label} (${code})` : label));
}
