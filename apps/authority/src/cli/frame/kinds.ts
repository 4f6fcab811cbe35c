/** Kinds of values that only the authority's commands take. */
import { code, type Kind } from '@cloison/command';
import { uaiForm } from '../../geography/uai.ts';

/** A school's number, in upper case. */
export function uai(): Kind<string> {
  return code(
    { fr: 'uai', en: 'uai' },
    { fr: 'un UAI : sept chiffres et une lettre', en: 'a UAI: seven digits and a letter' },
    uaiForm,
  );
}

/** A pupil's order number, as on lists and slips. */
export function orderNumber(): Kind<string> {
  return code(
    { fr: 'numéro', en: 'number' },
    { fr: 'un numéro d’ordre : des chiffres', en: 'an order number: digits' },
    (text) => (/^\d{1,12}$/.test(text) ? text : null),
  );
}

/** A SHA-256 in hexadecimal; groups and case do not count. */
export function fingerprint(): Kind<string> {
  return code(
    { fr: 'empreinte', en: 'fingerprint' },
    { fr: 'une empreinte : 64 chiffres hexadécimaux', en: 'a fingerprint: 64 hexadecimal digits' },
    (text) => (/^[\da-f]{64}$/i.test(text.replaceAll(/\s/g, '')) ? text : null),
  );
}

/** A raw Ed25519 public key: 32 bytes in base64url. */
export function publicKey(): Kind<Uint8Array> {
  return code(
    { fr: 'clé', en: 'key' },
    { fr: 'une clé publique : 43 symboles en base64url', en: 'a public key: 43 symbols in base64url' },
    (text) => (/^[\w-]{43}$/.test(text) ? Buffer.from(text, 'base64url') : null),
  );
}

/** A campaign's page: an address of http or https. */
export function pageAddress(): Kind<string> {
  return code(
    { fr: 'adresse', en: 'address' },
    { fr: 'une adresse http(s)', en: 'an address of http(s)' },
    (text) => (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : null),
  );
}

/** Which browsers load a site. */
export function siteBrowser(): Kind<string> {
  return code(
    { fr: 'navigateur', en: 'browser' },
    {
      fr: '« chromium », « firefox », « all », « node » ou le chemin d’un programme',
      en: '“chromium”, “firefox”, “all”, “node” or the path of a program',
    },
    (text) => (/^(?:chromium|firefox|all|node)$/.test(text) || text.includes('/') ? text : null),
  );
}

/** The way to a site: a proxy of http, or `direct`, from here. */
export function wayToSite(): Kind<string> {
  return code(
    { fr: 'proxy', en: 'proxy' },
    {
      fr: '« direct » ou l’adresse d’un proxy, comme http://proxy:3128',
      en: '“direct” or the address of a proxy, such as http://proxy:3128',
    },
    (text) => (text === 'direct' || (URL.canParse(text) && new URL(text).protocol === 'http:') ? text : null),
  );
}
