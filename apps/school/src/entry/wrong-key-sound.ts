/** A short low sound for a key that did nothing, for somebody who looks at the paper. Off until it is asked for. */

const KEY = 'cloison/wrong-key-sound';
const FREQUENCY_HZ = 196;
const LENGTH_S = 0.12;

/** Whether the sound is wanted, as this browser remembers it. */
export function soundWanted(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

export function rememberSound(wanted: boolean): void {
  try {
    localStorage.setItem(KEY, wanted ? 'on' : 'off');
  } catch {
    // A browser without storage asks again next time.
  }
}

let context: AudioContext | null = null;

export function playWrongKey(): void {
  context ??= new AudioContext();
  const now = context.currentTime;
  const oscillator = context.createOscillator();
  const loudness = context.createGain();
  oscillator.frequency.value = FREQUENCY_HZ;
  loudness.gain.setValueAtTime(0.2, now);
  loudness.gain.exponentialRampToValueAtTime(0.001, now + LENGTH_S);
  oscillator.connect(loudness).connect(context.destination);
  oscillator.start(now);
  oscillator.stop(now + LENGTH_S);
}
