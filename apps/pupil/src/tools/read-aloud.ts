/**
 * Reads blocks aloud one after the other: their recording, else the voice of this computer. The text never leaves it: only voices
 * that need no network are used (browser/local-voice.ts).
 */
import { localVoice } from '../browser/local-voice.ts';
import type { SpokenBlock } from './spoken-blocks.ts';

export type ReadingState = 'stopped' | 'reading' | 'paused' | 'no-voice';

export interface ReadAloudOptions {
  readonly recordingUrl: (path: string) => string | null;
  readonly onState: (state: ReadingState) => void;
  /** The block that is heard now, or null. */
  readonly onBlock: (block: SpokenBlock | null) => void;
}

const RATES = { normal: 1, slow: 0.75 } as const;
/** Longer utterances are cut off by some browsers. Characters. */
const UTTERANCE = 180;

export class Reader {
  readonly #options: ReadAloudOptions;
  #isSlow = false;
  /** Of the reading that runs: another one makes it stale. */
  #turn = 0;
  #recording: HTMLAudioElement | null = null;

  constructor(options: ReadAloudOptions) {
    this.#options = options;
  }

  set isSlow(slow: boolean) {
    this.#isSlow = slow;
    if (this.#recording !== null) this.#recording.playbackRate = this.#rate;
  }

  get #rate(): number {
    return this.#isSlow ? RATES.slow : RATES.normal;
  }

  async read(blocks: readonly SpokenBlock[]): Promise<void> {
    this.#silence();
    const turn = ++this.#turn;
    this.#options.onState('reading');
    for (const block of blocks) {
      if (turn !== this.#turn) return;
      this.#options.onBlock(block);
      const heard = await this.#readBlock(block);
      if (turn !== this.#turn) return;
      if (!heard) {
        this.#options.onBlock(null);
        this.#options.onState('no-voice');
        return;
      }
    }
    this.#options.onBlock(null);
    this.#options.onState('stopped');
  }

  pause(): void {
    if (this.#recording === null) speechSynthesis.pause();
    else this.#recording.pause();
    this.#options.onState('paused');
  }

  goOn(): void {
    if (this.#recording === null) speechSynthesis.resume();
    else void this.#recording.play().catch(() => this.stop());
    this.#options.onState('reading');
  }

  stop(): void {
    this.#turn++;
    this.#silence();
    this.#options.onBlock(null);
    this.#options.onState('stopped');
  }

  /** Resolves when the block has been heard; false: nothing on this computer can say it. */
  async #readBlock({ text, language, recording }: SpokenBlock): Promise<boolean> {
    const url = recording === null ? null : this.#options.recordingUrl(recording);
    if (url !== null && (await this.#play(url))) return true;
    const voice = await localVoice(language);
    if (voice === null) return false;
    for (const part of utterancesOf(text)) await this.#speak(part, voice);
    return true;
  }

  #play(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      const audio = new Audio(url);
      audio.playbackRate = this.#rate;
      this.#recording = audio;
      const end = (heard: boolean) => {
        if (this.#recording === audio) this.#recording = null;
        resolve(heard);
      };
      audio.addEventListener('ended', () => end(true), { once: true });
      audio.addEventListener('error', () => end(false), { once: true });
      audio.play().catch(() => end(false));
    });
  }

  #speak(text: string, voice: SpeechSynthesisVoice): Promise<void> {
    const turn = this.#turn;
    return new Promise((resolve) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      utterance.rate = this.#rate;
      utterance.onend = () => resolve();
      utterance.onerror = () => resolve();
      if (turn === this.#turn) speechSynthesis.speak(utterance);
      else resolve();
    });
  }

  #silence(): void {
    this.#recording?.pause();
    this.#recording = null;
    globalThis.speechSynthesis?.cancel();
  }
}

/** Sentences, joined as long as they are short, so that nothing is cut in the middle of a word. */
export function utterancesOf(text: string): readonly string[] {
  const sentences = text.match(/[^.!?…]+[.!?…]*[\s»")]*/gu) ?? [text];
  const parts: string[] = [];
  for (const sentence of sentences.flatMap(pieces)) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + sentence.length <= UTTERANCE)
      parts[parts.length - 1] = last + sentence;
    else parts.push(sentence);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function pieces(sentence: string): string[] {
  const cut: string[] = [];
  let rest = sentence;
  while (rest.length > UTTERANCE) {
    const space = rest.lastIndexOf(' ', UTTERANCE);
    const at = space > 0 ? space + 1 : UTTERANCE;
    cut.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  return [...cut, rest];
}
