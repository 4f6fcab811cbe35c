/** `cloison keys replace-signing`. */
import { apart, choice, flag, optional, required } from '@cloison/command';
import type { Words } from '@cloison/command/refusal';
import type { Bytes } from '@cloison/protocol/public';
import { journalHead } from '../../journal/journal.ts';
import { fingerprintOf } from '../../keys/key-store.ts';
import { refuseKeys } from '../../keys/refusals.ts';
import { WHY_REPLACED } from '../../keys/signed-by.ts';
import { isReplacementCut } from '../../keys/signing-keys.ts';
import { keyBefore, type Replacement, replaceSigningKey } from '../../signing/replace-signing-key.ts';
import { verb } from '../frame/authority-frame.ts';
import { fingerprint, publicKey } from '../frame/kinds.ts';
import { printAnchor } from '../frame/print-anchor.ts';
import type { Session } from '../frame/session.ts';

export const keysReplaceSigningVerb = verb({
  name: 'replace-signing',
  roles: ['custodian'],
  summary: {
    fr: 'remplace la clé de signature perdue ou divulguée',
    en: 'replaces the signing key that is lost or has leaked',
  },
  about: {
    fr: `À deux : quelqu’un d’autre approuve d’abord (« cloison roles approve replace-signing --subject lost », ou leaked). Interrompue, la même commande reprend.
L’ancienne clé n’est pas nécessaire. La suite est dans docs/fr/fuite.md : l’exploitant inscrit la nouvelle clé, puis on publie.`,
    en: `By two: somebody else approves first (“cloison roles approve replace-signing --subject lost”, or leaked). Cut short, the same command goes on.
The old key is not needed. What follows is in docs/fr/fuite.md: the operator enters the new key, then one publishes.`,
  },
  options: {
    reason: required(choice(WHY_REPLACED), {
      fr: 'perdue (lost) ou divulguée (leaked) : le certificat le dira',
      en: 'lost or leaked: the certificate will say so',
    }),
    former: optional(publicKey(), {
      fr: 'l’ancienne clé publique, si le coffre ne l’a jamais inscrite et que le dossier ne l’a plus',
      en: 'the old public key, if the vault never noted it and the folder no longer has it',
    }),
    adopt: optional(fingerprint(), {
      fr: 'ne crée rien : inscrit la clé qui est déjà dans le dossier (coffre remis d’avant le remplacement, autre coffre)',
      en: 'creates nothing: enters the key that is in the folder already (vault put back from before the replacement, another vault)',
    }),
    yes: flag({ fr: 'ne pas demander de confirmation', en: 'do not ask for confirmation' }),
  },
  rules: [apart('adopt', 'former')],
  examples: [
    'cloison keys replace-signing --reason leaked --yes',
    'cloison keys replace-signing --reason lost --adopt "3F5A 91C2 …" --yes',
  ],
  run: async (session, { reason, former, adopt, yes }) => {
    const vault = session.vault();
    const keys = session.keys();
    if (!yes && !isReplacementCut(vault, keys)) {
      const before = keyBefore(vault, keys) ?? former ?? null;
      throw refuseKeys('replace-unconfirmed', { former: before === null ? '-' : fingerprintOf(before) });
    }
    const done = await replaceSigningKey(vault, keys, session.actor, {
      why: reason,
      ...(former === undefined ? {} : { former: former as Bytes }),
      ...(adopt === undefined ? {} : { adopt }),
    });
    showReplacement(session, done);
    printAnchor(session, journalHead(vault));
    const { publicKey: key, ...told } = done;
    return { ...told, publicKey: Buffer.from(key).toString('base64url') };
  },
});

function showReplacement(session: Session, { former, fingerprint, campaigns, ...done }: Replacement): void {
  const key = Buffer.from(done.publicKey).toString('base64url');
  session.print(
    session.say(
      {
        fr: 'La clé de signature est remplacée. L’ancienne, {former}, n’est plus acceptée par ce coffre.',
        en: 'The signing key is replaced. The old one, {former}, is no longer accepted by this vault.',
      },
      { former },
    ),
  );
  session.print(
    session.say({ fr: 'Clé publique (Ed25519) : {key}', en: 'Public key (Ed25519): {key}' }, { key }),
  );
  session.print(
    session.say({ fr: 'Empreinte : {print}', en: 'Fingerprint: {print}' }, { print: fingerprint }),
  );
  for (const { name, platform } of campaigns) session.print(`  ${name}  ${platform ?? '-'}`);
  for (const words of stepsAfter(campaigns)) session.note(session.say(words));
}

/** What is to be done then, in order: nothing is published any more of a campaign that is closing. */
function stepsAfter(campaigns: Replacement['campaigns']): Words[] {
  const isAny = campaigns.length > 0;
  const closing = campaigns.filter(({ state }) => state === 'closing').map(({ name }) => name);
  const isAnyOpen = closing.length < campaigns.length;
  return [
    { fr: 'À faire maintenant, dans cet ordre :', en: 'To be done now, in this order:' },
    ...(isAny ? [TO_OPERATOR] : []),
    ...(isAnyOpen ? [TO_PUBLISH] : []),
    ...closing.map((name) => ({
      fr: `  ${name} est en cours de fermeture, plus rien ne s’y publie : relancez « cloison campaign close --campaign ${name} » avec les mêmes options ;`,
      en: `  ${name} is being closed, nothing of it is published any more: run “cloison campaign close --campaign ${name}” again with the same options;`,
    })),
    TO_TELL,
  ];
}

const TO_OPERATOR = {
  fr: '  donnez la clé publique à l’exploitant de la plateforme, et lisez-lui l’empreinte par un autre moyen (« cloison platform replace-authority », puis redémarrage) ;',
  en: '  give the public key to the platform’s operator, and read the fingerprint to them by another way (“cloison platform replace-authority”, then a restart);',
};
const TO_PUBLISH = {
  fr: '  « cloison campaign publish » pour chaque campagne ouverte, puis relancez « cloison campaign serve », qui s’est arrêté ;',
  en: '  “cloison campaign publish” for each open campaign, then start “cloison campaign serve” again, which has ended;',
};
const TO_TELL = {
  fr: '  publiez la nouvelle empreinte. Les copies de l’ancien « authority.json » ne servent plus : détruisez-les.',
  en: '  publish the new fingerprint. Copies of the old “authority.json” are of no more use: destroy them.',
};
