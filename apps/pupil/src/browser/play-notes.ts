/** Three notes, made by the browser itself: whether the sound of a computer can be heard. Nothing is fetched. */

const NOTES_HZ = [523.25, 659.25, 783.99];
const NOTE_SECONDS = 0.35;
const PAUSE_SECONDS = 0.25;

/** Resolves when the last note has sounded. Rejects where the browser has no sound at all. Call it from a press. */
export async function playNotes(): Promise<void> {
  const context = new AudioContext();
  try {
    await context.resume();
    const start = context.currentTime + 0.05;
    NOTES_HZ.forEach((frequency, index) => {
      const from = start + index * (NOTE_SECONDS + PAUSE_SECONDS);
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = frequency;
      // Rises and falls, so that no note begins with a click.
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.4, from + 0.03);
      volume.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + NOTE_SECONDS);
    });
    const seconds = NOTES_HZ.length * (NOTE_SECONDS + PAUSE_SECONDS);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  } finally {
    await context.close();
  }
}
