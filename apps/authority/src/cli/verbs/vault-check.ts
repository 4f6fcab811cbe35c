import { flag } from '@cloison/command';
import { campaignNames } from '../../campaign/campaign-row.ts';
import { openCampaign } from '../../campaign/open-campaign.ts';
import { checkSealed } from '../../vault/check-sealed.ts';
import { checkVault, VAULT_FAULTS } from '../../vault/check-vault.ts';
import { refuseVault } from '../../vault/refusals.ts';
import { readVault } from '../../vault/vault.ts';
import { verifyJournal } from '../../verify/verify-journal.ts';
import { verb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

/** `cloison vault check`: with `--sealed`, also opens every personal value, without showing any. */
export const vaultCheckVerb = verb({
  name: 'check',
  roles: null,
  summary: {
    fr: 'lit tout le coffre et nomme ce qui est abîmé ; pendant « serve » aussi',
    en: 'reads the whole vault and names what is damaged; beside “serve” too',
  },
  options: {
    sealed: flag({
      fr: 'ouvre aussi chaque valeur scellée des campagnes ouvertes (il faut les clés)',
      en: 'opens every sealed value of open campaigns too (needs the keys)',
    }),
  },
  examples: ['cloison vault check', 'cloison vault check --sealed'],
  run: async (session, { sealed }) => {
    const { bytes, compared, faults } = checkVault(session.vaultFolder);
    if (faults.length > 0) {
      for (const { code, values } of faults) session.note(session.say(VAULT_FAULTS[code], values));
      throw refuseVault(
        'vault-check-failed',
        { path: session.vaultFolder, count: faults.length },
        { faults: faults.map(({ code, values }) => ({ code, ...values })) },
      );
    }
    const { lines } = verifyJournal(session.vaultToRead());
    const opened = sealed ? await openAll(session) : null;
    session.print(
      session.say(
        {
          fr: 'Coffre entier : {mib} Mio, {compared} fichiers et enveloppes tels que le disent leurs empreintes, journal intact ({lines} ligne(s)).',
          en: 'The vault is whole: {mib} MiB, {compared} files and envelopes as their hashes say, journal intact ({lines} line(s)).',
        },
        {
          mib: new Intl.NumberFormat(session.lang, { maximumFractionDigits: 1 }).format(bytes / 2 ** 20),
          compared,
          lines,
        },
      ),
    );
    if (opened === null) {
      session.note(
        session.say({
          fr: 'Les valeurs scellées n’ont pas été ouvertes : « --sealed » les relit aussi, avec les clés.',
          en: 'Sealed values were not opened: “--sealed” reads them too, with the keys.',
        }),
      );
    } else {
      session.print(
        session.say(
          { fr: '{opened} valeur(s) scellée(s) ouverte(s).', en: '{opened} sealed value(s) opened.' },
          { opened },
        ),
      );
    }
    return { bytes, compared, journalLines: lines, opened };
  },
});

/** In campaigns whose key was not destroyed. */
async function openAll(session: Session): Promise<number> {
  const vault = readVault(session.vaultFolder);
  try {
    let opened = 0;
    for (const name of campaignNames(vault)) {
      if (!session.keys().has('identity', name)) continue;
      const { sealer } = await openCampaign(vault, session.keys(), session.actor, name);
      opened += checkSealed(vault, sealer);
    }
    return opened;
  } finally {
    vault.close();
  }
}
