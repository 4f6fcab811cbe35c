/** UAI (unité administrative immatriculée): seven digits and a control letter. */

/** The letters without I, O and Q; the letter is the one at the digits modulo 23. */
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** Upper case, or null when it has not the form. */
export function uaiForm(text: string): string | null {
  const uai = text.toUpperCase();
  return /^\d{7}[A-Z]$/.test(uai) ? uai : null;
}

export function uaiLetter(digits: string): string {
  return LETTERS[Number(digits) % LETTERS.length]!;
}
