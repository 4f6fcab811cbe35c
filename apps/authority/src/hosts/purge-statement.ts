import {
  ProtocolError,
  type PurgeStatement,
  parsePurgeStatement,
  verifyStatement,
} from '@cloison/protocol/public';

/** The platform's statement on this campaign, signed by `platformKey`. Throws `message-invalid`. */
export async function readPurge(
  signed: unknown,
  platformKey: Uint8Array,
  campaign: string,
): Promise<PurgeStatement> {
  const purge = parsePurgeStatement(await verifyStatement(signed, platformKey));
  if (purge.campaign !== campaign) throw new ProtocolError('message-invalid', 'purge of another campaign');
  return purge;
}
