/** Whoever has the secret of a class and writes in its desk's record what no page would. */
import type { Bytes } from '@cloison/protocol/public';
import { groupOf } from '../authority/simulated-people.ts';
import type { LyingCampaign } from './lying-campaign.ts';

/** A version of the record that tells of one incident under each identifier. */
export async function incidentsOfClass(
  one: LyingCampaign,
  version: number,
  ids: readonly string[],
): Promise<Bytes> {
  const { class: group } = await groupOf(one.small, 'cp');
  const incident = {
    kind: 'incident',
    orderNumbers: [one.pupil('Gaël').orderNumber],
    sequence: null,
    minute: 1,
    note: '',
    withdrawn: false,
    edit: [1, '01'.repeat(8)],
  };
  const { manifestHash: manifest, manifest: read } = one.small.campaign;
  const body = { v: 1, entries: Object.fromEntries(ids.map((id) => [id, incident])), manifest, app: 'test' };
  const how = { version, saves: { 1: version }, ceiling: read.ceilings.desk };
  return (await one.seal(group, body, how, 'desk')).bytes;
}
