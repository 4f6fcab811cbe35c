/**
 * Makes every picture of the documents anew from the demonstration: `node scripts/screenshots.ts [scene …]`. Everybody in
 * them is invented. Look at each afterwards: a picture that changed says that a screen did.
 */
import { join } from 'node:path';
import { ensureDebianPackages } from './prepare/debian-packages.ts';
import { Camera } from './screenshots/camera.ts';
import { consoleScenes } from './screenshots/console-scenes.ts';
import { headTellsScenes, roomScene } from './screenshots/day-scenes.ts';
import { startDemonstration } from './screenshots/demonstration.ts';
import { inspectionScene } from './screenshots/inspection-scene.ts';
import { closingScenes, letterScene } from './screenshots/paper-scenes.ts';
import { progressScene } from './screenshots/progress-scene.ts';
import { pupilScenes, replacedScene } from './screenshots/pupil-scenes.ts';
import { bookletScenes, headScenes, resultScenes, teacherScenes } from './screenshots/school-scenes.ts';
import { secondEntryScene } from './screenshots/second-entry-scene.ts';

const FOLDER = join(import.meta.dirname, '../docs/images');

/** In this order: pupils' and teachers' work shows in what heads see, and closing ends all. */
const SCENES = {
  letter: letterScene,
  pupil: pupilScenes,
  teacher: teacherScenes,
  'second-entry': secondEntryScene,
  booklets: bookletScenes,
  results: resultScenes,
  head: headScenes,
  room: roomScene,
  'head-tells': headTellsScenes,
  replaced: replacedScene,
  progress: progressScene,
  inspection: inspectionScene,
  console: consoleScenes,
  closing: closingScenes,
} as const;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(SCENES, name));
if (unknown !== undefined) {
  process.stderr.write(`There is no scene ${unknown}. Scenes: ${Object.keys(SCENES).join(', ')}\n`);
  process.exit(2);
}

ensureDebianPackages();
const demo = await startDemonstration();
const camera = await Camera.open(FOLDER);
try {
  for (const [name, scene] of Object.entries(SCENES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    await scene(demo, camera);
    await demo.serve().catch(() => undefined);
  }
  process.stdout.write(`${Math.ceil(camera.bytes / 1024)} KiB of pictures in docs/images\n`);
} finally {
  await camera.close();
  await demo.close();
}
