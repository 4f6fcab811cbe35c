/**
 * What the platform was last given of the campaign itself, its card and windows; and whether the vault knows what the platform
 * was given at all: one that was put back from a backup does not, until everything has been published again.
 */
import type { PublishedCampaign } from '@cloison/protocol/public';
import type { Vault } from '../vault/vault.ts';
import { campaignNames } from './campaign-row.ts';

interface Given {
  /** Null: no version of this program has noted it yet. */
  readonly given: PublishedCampaign | null;
  /** Is on its way, or was when its program was killed: the platform may have either. */
  readonly sending: PublishedCampaign | null;
}

const givenMark = (name: string) => `published:${name}`;
const unknownMark = (name: string) => `publication-unknown:${name}`;

/** Sends it, and notes before and after what the platform may have. */
export async function giveCampaign(
  { vault, name }: { readonly vault: Vault; readonly name: string },
  published: PublishedCampaign,
  send: (published: PublishedCampaign) => Promise<void>,
): Promise<void> {
  const note = (given: Given) => vault.setMeta(givenMark(name), JSON.stringify(given));
  note({ given: read(vault, name).given, sending: published });
  await send(published);
  note({ given: published, sending: null });
}

/** What the platform may have, the newest last; empty where nobody knows. */
export function givenCampaigns(vault: Vault, name: string): readonly PublishedCampaign[] {
  const { given, sending } = read(vault, name);
  return given === null ? [] : sending === null ? [given] : [given, sending];
}

function read(vault: Vault, name: string): Given {
  const text = vault.meta(givenMark(name));
  return text === null ? { given: null, sending: null } : (JSON.parse(text) as Given);
}

/** The vault was put back from a backup: platforms may have been given more than it knows. */
export function forgetKnownPublications(vault: Vault): void {
  for (const name of campaignNames(vault)) {
    vault.dropMeta(givenMark(name));
    vault.setMeta(unknownMark(name), '1');
  }
}

/** Everything is given to the platform again. In the caller's transaction. */
export function publicationIsKnown(vault: Vault, name: string): void {
  vault.dropMeta(unknownMark(name));
}

export function isPublicationKnown(vault: Vault, name: string): boolean {
  return vault.meta(unknownMark(name)) === null;
}
