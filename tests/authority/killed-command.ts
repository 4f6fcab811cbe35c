/**
 * A command of the authority in a process of its own, which kills itself with SIGKILL at its n-th step. A step is what
 * leaves a trace: a change of the vault, a request to the platform, its answer, a file written or renamed. With n = 0 it
 * runs to its end and prints how many steps it took.
 *
 *     node killed-command.ts publish|serve|close|recognise|anonymise|export FOLDER PLATFORM-URL N
 */
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const [command = '', folder = '', platform = '', at = '0'] = process.argv.slice(2);
let steps = 0;
const step = () => {
  steps += 1;
  if (steps === Number(at)) process.kill(process.pid, 'SIGKILL');
};

for (const name of ['renameSync', 'unlinkSync', 'writeSync'] as const) {
  const real = fs[name] as (...values: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...values: unknown[]) => {
      step();
      return real(...values);
    },
  });
}
syncBuiltinESMExports();
subscribe('undici:request:create', step);
subscribe('undici:request:headers', step);

const { openVault, Vault } = await import('../../apps/authority/src/vault/vault.ts');
const realRun = Vault.prototype.run;
Vault.prototype.run = function run(...values) {
  step();
  return realRun.apply(this, values);
};
const { openCampaign } = await import('../../apps/authority/src/campaign/open-campaign.ts');
const { openKeyStore } = await import('../../apps/authority/src/keys/key-store.ts');
const { NAME, PASSPHRASE } = await import('@cloison/dev-env/campaign/small-campaign-name.ts');

const vault = openVault(join(folder, 'vault'));
const keys = openKeyStore(join(folder, 'keys'), PASSPHRASE);
const actor = { who: 'testeuse', now: () => new Date() };
const campaign = () => openCampaign(vault, keys, actor, NAME);
// Only what the command needs is loaded: more than a hundred of these processes are started.
switch (command) {
  case 'publish': {
    const { publishCampaign } = await import('../../apps/authority/src/publish/publish-campaign.ts');
    await publishCampaign(await campaign(), keys, { platform });
    break;
  }
  case 'serve': {
    const { serveCampaign } = await import('../../apps/authority/src/collect/serve-campaign.ts');
    await serveCampaign(await campaign(), keys, { platform, once: true });
    break;
  }
  case 'close': {
    const { closeCampaign } = await import('../../apps/authority/src/close/close-campaign.ts');
    await closeCampaign(vault, keys, actor, NAME, { platform });
    break;
  }
  case 'recognise': {
    const { closeByCertificate } = await import('../../apps/authority/src/close/close-campaign.ts');
    const certificate: unknown = JSON.parse(fs.readFileSync(join(folder, 'certificate.json'), 'utf8'));
    await closeByCertificate(vault, keys, actor, NAME, certificate);
    break;
  }
  case 'anonymise': {
    const { anonymise } = await import('../../apps/authority/src/research/anonymise.ts');
    await anonymise(vault, keys, actor, NAME);
    break;
  }
  case 'export': {
    const { exportResearch } = await import('../../apps/authority/src/research/export-research.ts');
    await exportResearch(vault, keys, actor, NAME, join(folder, 'recherche'));
    break;
  }
  default:
    throw new Error(`no command ${command}`);
}
vault.close();
process.stdout.write(String(steps));
