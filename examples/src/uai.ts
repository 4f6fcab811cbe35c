/** UAI: seven digits (the département's three, then four) and a control letter, the digits modulo 23. */
const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** `departement`: three digits as in UAI numbers (`063`, `974`, `620` for Corse-du-Sud). `serial`: 0 to 9999. */
export function uaiOf(departement: string, serial: number): string {
  const digits = `${departement}${String(serial).padStart(4, '0')}`;
  if (!/^\d{7}$/.test(digits)) throw new RangeError(`not the digits of a UAI: ${digits}`);
  return `${digits}${controlLetter(digits)}`;
}

export function controlLetter(digits: string): string {
  return letters.charAt(Number(digits) % 23);
}
