/** One file of what a sitting needs after its first item, so that it costs one request. */
import './ending.css';

export { Dialog } from '@cloison/theme/dialog';
export { ComfortDialog } from '../comfort/ComfortDialog.tsx';
export { ReadingGuide } from '../tools/ReadingGuide.tsx';
export { ToolDock } from '../tools/ToolDock.tsx';
export { ConflictDialog } from './ConflictDialog.tsx';
export { ElsewhereScreen } from './ElsewhereScreen.tsx';
export { EndingScreen } from './EndingScreen.tsx';
export { LeftBehindNotice } from './LeftBehindNotice.tsx';
export { ReviewScreen } from './ReviewScreen.tsx';
export { UnsentScreen } from './UnsentScreen.tsx';
