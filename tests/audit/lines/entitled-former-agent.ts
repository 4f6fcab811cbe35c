/** An agent who has left: the passphrase that is remembered, the role that was had, a copy of a key that was kept. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_COST } from '@cloison/dev-env/authority/test-office.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { changePassphrase } from '../../../apps/authority/src/keys/change-passphrase.ts';
import { copyKey } from '../../../apps/authority/src/keys/copies.ts';
import { readKeyFile, unwrapKey } from '../../../apps/authority/src/keys/key-file.ts';
import { openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { approve, requireApproval } from '../../../apps/authority/src/roles/approvals.ts';
import { giveRole, requireRole, takeRole } from '../../../apps/authority/src/roles/roles.ts';
import { openVault } from '../../../apps/authority/src/vault/vault.ts';
import type { AuditLine } from '../audit-line.ts';
import { candidatesOf, envelopesIn, opensWith, stealFolder } from '../theft.ts';

const AFTER = 'une phrase que la partante ignore';

export const FORMER_AGENT: AuditLine = {
  id: 'former-agent',
  promise: 'entitled',
  title: { fr: 'Revenir après son départ', en: 'Coming back after leaving' },
  tried: {
    fr: 'Une agente part ; on lui retire son rôle et on change la phrase secrète. Elle revient avec l’ancienne phrase, essaie chaque clé en place et chaque copie enregistrée, lance une commande, et fait valoir un accord donné avant son départ. Puis elle sort une copie de la clé, gardée en secret : avec elle et tout ce que possède la plateforme, rien ne s’ouvre ; il lui faudrait aussi le coffre, ce qui est dit.',
    en: 'An agent leaves; her role is taken and the passphrase is changed. She comes back with the old passphrase, tries each key in place and each registered copy, runs a command, and invokes an approval from before she left. Then she brings out a copy of the key that she has kept in secret: with it and all that the platform has nothing opens; she would need the vault too, as is said.',
  },
  stage: 'running',
  async run(world, tally) {
    const { small } = world;
    const at = (name: string) => join(small.folder, 'former', name);
    mkdirSync(at('stick'), { recursive: true });
    cpSync(small.vaultFolder, at('vault'), { recursive: true });
    cpSync(small.keysFolder, at('keys'), { recursive: true });
    using vault = openVault(at('vault'));
    // The registered places are those of the copied folder: what is tried here touches nothing of this campaign.
    vault.run('UPDATE key_copy SET path = replace(path, ?, ?)', small.keysFolder, at('keys'));
    const chief = { who: 'gardienne', now: () => new Date() };
    const agent = { who: 'partante', now: () => new Date() };
    const keys = openKeyStore(at('keys'), PASSPHRASE, SAMPLE_COST);
    const stick = await copyKey(vault, keys, chief, 'identity', NAME, join(at('stick'), 'cle.json'));
    giveRole(vault, chief, chief.who, 'custodian');
    giveRole(vault, chief, agent.who, 'agent');
    approve(vault, agent, 'close', NAME);
    // She has them, and could act: what is refused below was allowed before.
    requireRole(vault, agent, ['agent'], 'campaign close');
    requireApproval(vault, chief, 'close', NAME);
    cpSync(at('keys'), at('kept-in-secret'), { recursive: true });
    await openCampaign(vault, openKeyStore(at('keys'), PASSPHRASE), agent, NAME);

    takeRole(vault, chief, agent.who, 'agent');
    await changePassphrase(vault, keys, chief, PASSPHRASE, AFTER, 'passphrase', SAMPLE_COST);

    const inPlace = keys.list().map(({ path }) => path);
    for (const path of [...inPlace, stick]) {
      await tally.refuses(
        'a key in place, by the passphrase of before',
        () => unwrapKey(readKeyFile(path), PASSPHRASE, path),
        'passphrase-wrong',
      );
      tally.holds(
        (await unwrapKey(readKeyFile(path), AFTER, path)).key.length >= 32,
        'the new passphrase does not open',
      );
    }
    tally.add('keys', inPlace.length + 1);
    tally.holds(inPlace.length > 1, 'there were no keys to try');
    await tally.refuses(
      'the campaign, by the passphrase of before',
      () => openCampaign(vault, openKeyStore(at('keys'), PASSPHRASE), agent, NAME),
      'passphrase-wrong',
    );
    await tally.refuses(
      'a command of somebody whose role was taken',
      () => requireRole(vault, agent, ['agent'], 'campaign close'),
      'role-missing',
    );
    await tally.refuses(
      'an act that was approved by somebody who has left',
      () => requireApproval(vault, chief, 'close', NAME),
      'approval-missing',
    );

    const old = openKeyStore(at('kept-in-secret'), PASSPHRASE);
    const { key } = await old.openKey('identity', NAME);
    const signing = (await old.authorityPrivate()).export({ format: 'der', type: 'pkcs8' });
    const envelopes = envelopesIn(stealFolder(world, 'former'));
    const tried = [key, new Uint8Array(signing.subarray(-32))].flatMap(candidatesOf);
    const opened = envelopes.filter(({ bytes }) => tried.some((one) => opensWith(one, bytes))).length;
    tally.add('openings', tried.length * envelopes.length);
    tally.add('envelopes', envelopes.length);
    tally.same(opened, 0, 'envelopes of the platform that open with a key kept in secret');
  },
};
