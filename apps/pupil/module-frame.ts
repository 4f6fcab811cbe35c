/** The page that holds the modules of portable custom interactions: `src/item/custom/frame`. */
import { fileURLToPath } from 'node:url';
import { type FramePageOptions, OLDEST_BROWSERS } from '@cloison/theme/page-build';

export const MODULE_FRAME: FramePageOptions = {
  fileName: 'module-frame.html',
  stage: fileURLToPath(new URL('./src/item/custom/frame/stage.ts', import.meta.url)),
  inside: fileURLToPath(new URL('./src/item/custom/frame/inside.ts', import.meta.url)),
  target: OLDEST_BROWSERS,
};
