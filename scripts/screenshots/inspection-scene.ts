/** What an inspector and a region see, before schools enough to be told of. The demonstration has two: all of it would be hidden. */
import { School } from '../../tests/school/harness.ts';
import { type Camera, WIDE } from './camera.ts';
import { show, signIn } from './school-scenes.ts';

export async function inspectionScene(_demo: unknown, camera: Camera): Promise<void> {
  const school = await School.start();
  try {
    const inspector = await school.addInspector();
    await camera.visit(WIDE, async (page) => {
      await signIn(page, school.address, inspector.code);
      await page.locator('.area-table').waitFor();
      await camera.shoot(page, 'inspection-accueil');
      await show(page, school.address, '#/resultats');
      await camera.shoot(page, 'inspection-resultats');
    });
    const region = await school.addInspector({ isRegion: true });
    await camera.visit(WIDE, async (page) => {
      await signIn(page, school.address, region.code);
      await show(page, school.address, '#/resultats');
      await page.locator('.area-places').scrollIntoViewIfNeeded();
      await camera.shoot(page, 'inspection-carte');
    });
  } finally {
    await school.close();
  }
}
