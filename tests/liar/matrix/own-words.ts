/** What the office may say of a lie: a refusal with words of ours, of a length that a person reads, with nothing of the host's in it. */
import { Refusal } from '@cloison/command/refusal';
import { PLANTED } from '../../simulate/lies/alter-json.ts';
import { Wrong } from './reader.ts';

const LONGEST_MESSAGE = 2_000;
/** As engines, undici, zlib and schemas say it. */
const OF_LIBRARIES =
  /fetch failed|terminated|unexpected (?:token|end)|is not (?:a function|iterable)|cannot read|undefined|\bJSON\b|strict_object|safe_integer|min_value|NaN|incorrect header|buffer error|\bEXC_|HPE_|UND_ERR|Z_[A-Z]+_ERROR|invalid (?:distance|block|stored|code)/i;

/** What a work that was lied to was refused with; null: it ended. Throws `Wrong` for anything else. */
export async function refusalOf(work: Promise<unknown>): Promise<Refusal | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof Refusal))
      throw new Wrong(`unforeseen: ${String((error as Error)?.stack ?? error)}`);
    requireOwnWords(error);
    return error;
  }
}

export function requireOwnWords({ code, words, data }: Refusal): void {
  for (const text of [...Object.values(words), JSON.stringify(data)]) {
    if (text.includes(PLANTED)) throw new Wrong(`words of the host in ${code}: ${text.slice(0, 300)}`);
    if (OF_LIBRARIES.test(text)) throw new Wrong(`words of a library in ${code}: ${text.slice(0, 300)}`);
    if (text.length > LONGEST_MESSAGE) throw new Wrong(`${code}: ${text.length} characters`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    if (/[\u0000-\u0008\u001b\u202e]/.test(text)) throw new Wrong(`marks of terminals in ${code}`);
  }
}
