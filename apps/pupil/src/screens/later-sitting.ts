/** The screens of a sitting, which come while the code is typed. */
import { later } from '../later/later.tsx';

const sitting = () => import('./sitting-screens.ts');

export const WelcomeScreen = later(async () => (await sitting()).WelcomeScreen, { ahead: false });
export const SequenceScreen = later(async () => (await sitting()).SequenceScreen, { ahead: false });

/** Rejects when their file cannot be loaded now. */
export async function loadSittingScreens(): Promise<void> {
  await Promise.all([WelcomeScreen.load(), SequenceScreen.load()]);
}
