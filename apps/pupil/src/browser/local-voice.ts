/**
 * Voices that speak on the computer itself. A browser may also offer voices of its maker's servers, to which the text would be
 * sent: those are never taken.
 */

/** Some browsers know their voices only a moment after they are first asked. */
const VOICES_MS = 1_000;

/** A voice of this language that needs no network, the system's default first; null when there is none. */
export async function localVoice(language: string): Promise<SpeechSynthesisVoice | null> {
  const { speechSynthesis: speech } = globalThis;
  if (speech === undefined) return null;
  if (speech.getVoices().length === 0) {
    await new Promise<void>((resolve) => {
      speech.addEventListener('voiceschanged', () => resolve(), { once: true });
      setTimeout(resolve, VOICES_MS);
    });
  }
  return chooseVoice(speech.getVoices(), language);
}

export function chooseVoice<Voice extends Pick<SpeechSynthesisVoice, 'lang' | 'localService' | 'default'>>(
  voices: readonly Voice[],
  language: string,
): Voice | null {
  const [wanted] = language.toLowerCase().split('-');
  const fitting = voices.filter(
    ({ lang, localService }) => localService && lang.toLowerCase().split(/[-_]/)[0] === wanted,
  );
  const rank = (voice: Voice) =>
    (voice.lang.toLowerCase().replace('_', '-') === language.toLowerCase() ? 2 : 0) + (voice.default ? 1 : 0);
  return [...fitting].sort((a, b) => rank(b) - rank(a))[0] ?? null;
}
