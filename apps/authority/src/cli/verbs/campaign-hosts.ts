import { readFileSync } from 'node:fs';
import { file, fileToWrite, optional, required, text } from '@cloison/command';
import { writeWhole } from '@cloison/durable-files';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { shortfallList } from '../../close/not-destroyed.ts';
import { takePurge } from '../../hosts/hosts.ts';
import { movePlatform } from '../../hosts/move-platform.ts';
import { makeRelayBundle } from '../../hosts/relay-bundle.ts';
import { takeRelay } from '../../hosts/relay-return.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { fingerprint, uai } from '../frame/kinds.ts';
import { connectionOf, patienceOption, platformOption } from '../frame/platform-options.ts';

export const moveVerb = campaignVerb({
  name: 'move',
  roles: ['agent'],
  summary: {
    fr: 'prend acte d’un nouvel hébergeur : sa clé, puis un recueil complet',
    en: 'takes note of a new host: its key, then a complete collection',
  },
  options: {
    platform: platformOption,
    key: required(fingerprint(), {
      fr: 'empreinte de la clé de la nouvelle plateforme, donnée par son exploitant',
      en: 'fingerprint of the new platform’s key, given by its operator',
    }),
    patience: patienceOption,
  },
  examples: [
    'cloison campaign move --platform https://evaluation.example/ --key "3F2A 90C1 …"',
    'cloison campaign move --platform https://evaluation.example/ --key "3F2A 90C1 …" --json',
  ],
  run: async (session, options) => {
    const done = await movePlatform(await session.campaign(), session.keys(), {
      ...connectionOf(session, options),
      key: options.key,
    });
    session.print(
      session.say(
        done.rollbacks === 0
          ? {
              fr: 'Nouvelle plateforme enregistrée. Tout ce qui avait été reçu y est ; {received} envoi(s) de plus. L’ancienne sera nommée au certificat : donnez son attestation d’effacement à « cloison campaign purged ».',
              en: 'New platform registered. All that had been received is there; {received} more. The old one will be named in the certificate: give its statement of erasure to “cloison campaign purged”.',
            }
          : {
              fr: 'Nouvelle plateforme enregistrée, mais {rollbacks} enregistrement(s) reçu(s) de l’ancienne n’y {rollbacks|est|sont} pas, ou plus ancien(s). Rien n’est perdu ici ; ne faites pas effacer l’ancienne, et voyez avec les exploitants.',
              en: 'New platform registered, but {rollbacks} record(s) received from the old one {rollbacks|is|are} not there, or older. Nothing is lost here; do not have the old one erased, and ask the operators.',
            },
        { received: done.received, rollbacks: done.rollbacks },
      ),
    );
    return { received: done.received, rollbacks: done.rollbacks };
  },
});

export const purgedVerb = campaignVerb({
  name: 'purged',
  roles: ['agent'],
  summary: {
    fr: 'garde l’attestation d’effacement d’un ancien hébergeur ou d’un portable',
    en: 'keeps the statement of erasure of a former host or of a laptop',
  },
  arguments: {
    file: required(file({ mostMegabytes: 2 }), {
      fr: 'ce qu’a affiché « cloison platform purge » ou « cloison platform relay purge »',
      en: 'what “cloison platform purge” or “cloison platform relay purge” printed',
    }),
  },
  examples: ['cloison campaign purged attestation-ancien-hebergeur.json'],
  run: async (session, { file }) => {
    const vault = session.vault();
    const name = chooseCampaign(vault, session.campaignName);
    const { host, erased, shortfalls, uncollected } = await takePurge(
      vault,
      session.actor,
      name,
      readFileSync(file, 'utf8'),
    );
    session.print(
      session.say(
        {
          fr: '{place} a effacé {records} enregistrement(s) et {holders} titulaire(s) : le certificat le dira.',
          en: '{place} has erased {records} record(s) and {holders} holder(s): the certificate will say so.',
        },
        { place: host.label, records: erased.records, holders: erased.holders },
      ),
    );
    if (shortfalls.length > 0) {
      session.print(
        session.say(
          {
            fr: 'Attention : c’est moins que ce que {place} avait reçu ou montré ({list}). Le certificat le dira ; demandez à son exploitant ce qu’il en reste.',
            en: 'Note: that is less than {place} had been given or had shown ({list}). The certificate will say so; ask its operator what is left of it.',
          },
          { place: host.label, list: shortfallList(shortfalls, session.lang) },
        ),
      );
    }
    if (uncollected > 0) {
      session.print(
        session.say(
          {
            fr: 'Attention : il dit avoir effacé {uncollected} enregistrement(s) de plus qu’il n’en a rapporté. Personne ne les a lus. Reprenez son dernier fichier (« cloison campaign relay-take ») s’il existe encore.',
            en: 'Note: it says that it erased {uncollected} record(s) more than it has brought. Nobody has read them. Take in its last file (“cloison campaign relay-take”) if there still is one.',
          },
          { uncollected },
        ),
      );
    }
    return { place: host.label, kind: host.kind, erased, shortfalls, uncollected };
  },
});

export const relayBundleVerb = campaignVerb({
  name: 'relay-bundle',
  roles: ['agent'],
  summary: {
    fr: 'prépare le portable d’une école sans internet : un fichier scellé, et sa clé',
    en: 'prepares the laptop of a school without internet: a sealed file, and its key',
  },
  options: {
    school: required(uai(), { fr: 'l’école', en: 'the school' }),
    out: required(fileToWrite(), { fr: 'fichier à écrire', en: 'file to write' }),
    keyFile: optional(fileToWrite(), {
      fr: 'y écrire la clé de transfert au lieu de l’afficher',
      en: 'write the transfer key there instead of showing it',
    }),
    label: optional(text(), {
      fr: 'nom du portable, au journal et au certificat (sinon : l’UAI)',
      en: 'what the laptop is called, in the journal and the certificate (default: the UAI)',
    }),
  },
  examples: [
    'cloison campaign relay-bundle --school 0770002K --out 0770002K.cloison --key-file cle-0770002K.txt',
    'cloison campaign relay-bundle --school 0770002K --label "portable 3" --out 0770002K.cloison',
  ],
  run: async (session, options) => {
    const { school, out, label = school } = options;
    const done = await makeRelayBundle(await session.campaign(), session.keys(), { school, label, out });
    const keyFile = options.keyFile ?? null;
    if (keyFile !== null) writeWhole(keyFile, `${done.transferKey}\n`, { mode: 0o600, isNew: true });
    session.print(
      session.say(
        {
          fr: 'Portable « {label} » : {holders} titulaire(s), {documents} document(s) scellé(s) et {content} fichier(s) de contenu dans {out} ({mib} Mio).',
          en: 'Laptop “{label}”: {holders} holder(s), {documents} sealed document(s) and {content} content file(s) in {out} ({mib} MiB).',
        },
        {
          label,
          holders: done.holders,
          documents: done.documents,
          content: done.contentFiles,
          out,
          mib: new Intl.NumberFormat(session.lang, { maximumFractionDigits: 1 }).format(done.bytes / 2 ** 20),
        },
      ),
    );
    session.print(
      session.say(
        keyFile === null
          ? {
              fr: 'Clé de transfert, à donner par un autre chemin que le fichier : {key}',
              en: 'Transfer key, to be given by another way than the file: {key}',
            }
          : {
              fr: 'La clé de transfert est dans {file} : donnez-la par un autre chemin que le fichier.',
              en: 'The transfer key is in {file}: give it by another way than the file.',
            },
        { key: done.transferKey, file: keyFile ?? '' },
      ),
    );
    const { transferKey, ...rest } = done;
    return { school, label, out, ...rest, ...(keyFile === null ? { transferKey } : { keyFile }) };
  },
});

export const relayTakeVerb = campaignVerb({
  name: 'relay-take',
  roles: ['agent'],
  summary: {
    fr: 'reprend ce qu’un portable a recueilli, une seule fois',
    en: 'takes in what a laptop collected, once only',
  },
  arguments: {
    file: required(file(), {
      fr: 'fichier de « cloison platform relay export »',
      en: 'file of “cloison platform relay export”',
    }),
  },
  examples: ['cloison campaign relay-take 0770002K-retour.cloison'],
  run: async (session, { file }) => {
    const done = await takeRelay(await session.campaign(), file, session.signal);
    session.print(
      session.say(
        {
          fr: 'Portable « {laptop} » : {received} {received|nouvel envoi|nouveaux envois}, {sittings} passation(s) calculée(s), {quarantined} mis à l’écart. Donné deux fois, un fichier ne change rien.',
          en: 'Laptop “{laptop}”: {received} new envelope(s), {sittings} sitting(s) computed, {quarantined} quarantined. Given twice, a file changes nothing.',
        },
        { ...done },
      ),
    );
    return { ...done };
  },
});
