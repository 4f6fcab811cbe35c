/** What was set aside, and what the platform did that no honest one does: by kind, with counts. */
import type { Incidents } from '@cloison/console-messages';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { INCIDENTS, incidentsByCode } from '../../records/incidents.ts';
import { OBSERVATIONS, type ObservationCode } from '../../records/observation.ts';
import { quarantineByCode } from '../../records/quarantine.ts';
import { participationTotals } from '../../report/participation-totals.ts';
import type { Desk } from '../desk/desk.ts';

export function incidents({ reader: vault }: Desk, wanted: string): Incidents {
  const name = chooseCampaign(vault, wanted);
  const { rollbacks, observations, apart } = participationTotals({ vault, name });
  return {
    incidents: incidentsByCode(vault, name).map((one) => ({ ...one, said: INCIDENTS[one.code] })),
    quarantine: quarantineByCode(vault, name),
    rollbacks,
    observations: Object.entries(observations).map(([code, count]) => ({
      said: OBSERVATIONS[code as ObservationCode],
      count,
    })),
    apart,
  };
}
