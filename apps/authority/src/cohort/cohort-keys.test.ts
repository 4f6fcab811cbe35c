import { sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { expect, it } from 'vitest';
import { requireFollowed } from './cohort-keys.ts';

it('whoever names a cohort where none is followed is told where one is declared', async () => {
  // « Cohortes suivies : -. » was all that was said.
  const office = await sampleOffice('campaign');
  try {
    expect(() => requireFollowed(office.vault, 'panel-2026')).toThrow(
      expect.objectContaining({
        code: 'cohort-unknown',
        words: expect.objectContaining({ fr: expect.stringContaining('campaign.yaml (« cohort »), avant') }),
      }),
    );
  } finally {
    office.remove();
  }
});
