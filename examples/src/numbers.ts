/** UAI and INE that are never given twice in a roster, in an order that looks like none. */
import type { Random } from './random.ts';
import { randomOf } from './random.ts';
import { uaiOf } from './uai.ts';

export interface Numbers {
  /** Throws `RangeError` after 10,000 schools of one département. */
  uai(departement: string): string;
  /** The random source is the pupil's, for the two characters that do not make it unique. */
  ine(random: Random): string;
}

const letters = [...'ABCDEFGHJKLMNPRSTUVWXYZ'];
const digitsAndLetters = [...'0123456789', ...letters];

export function numbersOf(seed: number): Numbers {
  const random = randomOf('numbers', seed);
  const firstIne = BigInt(random.below(1_000_000_000));
  const firstSerial = random.below(10_000);
  const used = new Map<string, number>();
  let pupils = 0n;
  return {
    // 7919 has no factor in common with 10,000: every serial number of a département comes once.
    uai: (departement) => {
      const count = used.get(departement) ?? 0;
      if (count >= 10_000) throw new RangeError(`no UAI is left in ${departement}`);
      used.set(departement, count + 1);
      return uaiOf(departement, (firstSerial + Number(departement) * 37 + count * 7919) % 10_000);
    },
    // 618,033,989 has no factor in common with a thousand million: every nine digits come once.
    ine: (own) => {
      const digits = (firstIne + pupils * 618_033_989n) % 1_000_000_000n;
      pupils += 1n;
      return `${String(digits).padStart(9, '0')}${own.pick(digitsAndLetters)}${own.pick(letters)}`;
    },
  };
}
