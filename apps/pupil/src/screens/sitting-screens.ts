/** One file of what a sitting needs up to its first item, so that it costs one request. */
export { SequenceScreen } from './SequenceScreen.tsx';
export { WelcomeScreen } from './WelcomeScreen.tsx';
