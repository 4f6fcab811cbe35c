import { type Manifest, sealPack } from '@cloison/protocol';
import { type Bytes, campaignIdOf, fromUtf8, sha256, toHex, utf8 } from '@cloison/protocol/public';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ContentOptions, type PlatformApi, RefusedError, UnreachableError } from '../platform/api.ts';
import { type BrowserStore, MemoryStore } from '../storage/browser-store.ts';
import { type CampaignContent, loadContent } from './content.ts';
import { NotKeptError, prepareContent } from './prepare.ts';

const CAMPAIGN = '2026-6e';
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;
const title = { fr: 'Essai', en: 'Trial' };
const JSON_PATH = 'sequences/francais.json';
const PICTURE = 'assets/francais/a.svg';
const share = random(32);
const opening = random(32);

/** A platform that has a manifest, one packed sequence and one that is not, and counts what it is asked for. */
class Content {
  readonly files = new Map<string, Bytes>();
  asked: string[] = [];
  /** How many bytes were to be read at most, by hash. */
  readonly most = new Map<string, number | undefined>();
  keys = 0;
  network = true;
  /** What the platform says instead of the key. */
  refusal: Error | null = null;
  manifest!: Manifest;
  manifestHash = '';
  packHash = '';

  async put(bytes: Bytes): Promise<{ hash: string; bytes: number; type: string }> {
    const hash = toHex(await sha256(bytes));
    this.files.set(hash, bytes);
    return { hash, bytes: bytes.length, type: 'text/plain' };
  }

  /** `inside`: what the pack says that the picture is. */
  static async make(inside = '<svg/>'): Promise<Content> {
    const content = new Content();
    const entryOf = async (text: string) => {
      const entry = await content.put(utf8(text));
      content.files.delete(entry.hash);
      return entry;
    };
    const pack = await sealPack(
      { opening, share },
      { campaignId: await campaignIdOf(CAMPAIGN), name: 'francais' },
      [
        { path: JSON_PATH, bytes: utf8('{"v":1}') },
        { path: PICTURE, bytes: utf8(inside) },
      ],
      random(12),
    );
    const packed = await content.put(pack);
    content.packHash = packed.hash;
    const sequence = { level: '6e', title, minutes: null, instructions: null, items: [] };
    const manifest: Manifest = {
      v: 1,
      campaign: CAMPAIGN,
      title,
      year: 2026,
      rehearsal: false,
      address: 'https://evaluation.example/',
      levels: [{ id: '6e', title, mode: 'online' }],
      sequences: [
        { ...sequence, id: 'francais', content: JSON_PATH, pack: { hash: packed.hash, bytes: packed.bytes } },
        { ...sequence, id: 'saisie', content: 'sequences/saisie.json' },
      ],
      domains: [],
      ceilings: {},
      files: {
        [JSON_PATH]: await entryOf('{"v":1}'),
        [PICTURE]: await entryOf('<svg/>'),
        'sequences/saisie.json': await content.put(utf8('{"v":2}')),
      },
    };
    content.manifest = manifest;
    content.manifestHash = (await content.put(utf8(JSON.stringify(manifest)))).hash;
    return content;
  }

  readonly api = {
    card: async () => ({
      v: 1,
      campaign: CAMPAIGN,
      title,
      rehearsal: false,
      manifest: this.manifestHash,
      online: true,
    }),
    content: async (hash: string, { most, onBytes }: ContentOptions = {}) => {
      this.asked.push(hash);
      this.most.set(hash, most);
      const bytes = this.files.get(hash);
      if (!this.network || bytes === undefined) throw new UnreachableError('away');
      onBytes?.(bytes.length / 2);
      return bytes;
    },
  } as unknown as PlatformApi;

  readonly opener = {
    share,
    key: async () => {
      this.keys++;
      if (!this.network) throw new UnreachableError('away');
      if (this.refusal !== null) throw this.refusal;
      return opening;
    },
  };

  load(store: BrowserStore) {
    return loadContent(this.manifestHash, this.api, store, this.opener);
  }
}

let content: Content;
let store: MemoryStore;
beforeEach(async () => {
  content = await Content.make();
  store = new MemoryStore(random);
});
const flip = (bytes: Bytes) => {
  const flipped = bytes.slice();
  flipped[flipped.length - 20]! ^= 1;
  return flipped;
};

describe('sealed content', () => {
  it('that was prepared is opened with one key and no other byte from the network', async () => {
    await prepareContent(content.api, store);
    content.asked = [];
    const loaded = await content.load(store);
    expect(await loaded.json(JSON_PATH)).toEqual({ v: 1 });
    expect(new TextDecoder().decode((await loaded.file(PICTURE)).bytes)).toBe('<svg/>');
    expect([content.asked, content.keys]).toEqual([[], 1]);
  });

  it('is fetched once, however many ask for it meanwhile', async () => {
    const loaded = await content.load(store);
    content.asked = [];
    await Promise.all([
      loaded.keep('sequences/saisie.json'),
      loaded.json('sequences/saisie.json'),
      (await content.load(store)).json('sequences/saisie.json'),
    ]);
    expect(content.asked).toHaveLength(1);
  });

  it('that did not come is asked for again by the next who needs it', async () => {
    const loaded = await content.load(store);
    content.network = false;
    await expect(loaded.json('sequences/saisie.json')).rejects.toBeInstanceOf(UnreachableError);
    content.network = true;
    expect(await loaded.json('sequences/saisie.json')).toEqual({ v: 2 });
  });

  it('that was not prepared is fetched at the opening, and content that is not sealed as ever', async () => {
    const loaded = await content.load(store);
    expect(await loaded.json(JSON_PATH)).toEqual({ v: 1 });
    expect(await loaded.json('sequences/saisie.json')).toEqual({ v: 2 });
    expect(content.asked).toContain(content.packHash);
  });

  it('is read no further than the manifest states, a pack and a file by itself, however it is asked for', async () => {
    const stated = (hash: string) => content.files.get(hash)!.length;
    const file = content.manifest.files['sequences/saisie.json']!.hash;
    const asking = [
      async (loaded: CampaignContent) => [
        await loaded.json(JSON_PATH),
        await loaded.json('sequences/saisie.json'),
      ],
      async (loaded: CampaignContent) => [
        await loaded.keep(JSON_PATH),
        await loaded.keep('sequences/saisie.json'),
      ],
    ];
    for (const ask of asking) {
      content.most.clear();
      await ask(await content.load(new MemoryStore(random)));
      for (const hash of [content.packHash, file]) expect(content.most.get(hash)).toBe(stated(hash));
      // Nothing states how long the manifest is: 16 MiB.
      expect(content.most.get(content.manifestHash)).toBe(2 ** 24);
    }
    content.most.clear();
    await prepareContent(content.api, store);
    expect(content.most.get(content.packHash)).toBe(stated(content.packHash));
  });

  it('stays closed until the platform has the key, then opens without being fetched again', async () => {
    content.refusal = new RefusedError('not-released', null, null, null);
    const loaded = await content.load(store);
    await expect(loaded.json(JSON_PATH)).rejects.toMatchObject({ code: 'not-released' });
    content.refusal = null;
    content.keys = 0;
    content.asked = [];
    await loaded.keep(JSON_PATH);
    expect(content.keys).toBe(0);
    expect(await loaded.json(JSON_PATH)).toEqual({ v: 1 });
    expect(content.asked).toEqual([]);
  });

  it('opens again without network once it was open', async () => {
    await (await content.load(store)).json(JSON_PATH);
    content.network = false;
    const again = await content.load(store);
    expect(await again.json(JSON_PATH)).toEqual({ v: 1 });
  });

  it('altered on this computer is fetched again; altered on the platform it is refused', async () => {
    await prepareContent(content.api, store);
    const good = content.files.get(content.packHash)!;
    await store.writeContent(content.packHash, flip(good));
    content.asked = [];
    expect(await (await content.load(store)).json(JSON_PATH)).toEqual({ v: 1 });
    expect(content.asked).toEqual([content.packHash]);
    content.files.set(content.packHash, flip(good));
    const elsewhere = await content.load(new MemoryStore(random));
    await expect(elsewhere.json(JSON_PATH)).rejects.toMatchObject({ code: 'hash-mismatch' });
    expect(content.keys).toBe(1);
  });

  it('is accepted only if it has the hashes of the manifest, no matter who sealed it', async () => {
    content = await Content.make('<svg onload="…"/>');
    const loaded = await content.load(store);
    expect(await loaded.json(JSON_PATH)).toEqual({ v: 1 });
    await expect(loaded.file(PICTURE)).rejects.toMatchObject({ code: 'hash-mismatch' });
  });

  it('opens for nobody who has no ticket’s share, and a key that does not fit is asked for again', async () => {
    const without = await loadContent(content.manifestHash, content.api, store);
    await expect(without.json(JSON_PATH)).rejects.toMatchObject({ code: 'pack-sealed' });
    await store.writeContent(`key ${content.packHash}`, random(32));
    expect(await (await content.load(store)).json(JSON_PATH)).toEqual({ v: 1 });
    expect(content.keys).toBe(1);
  });
});

describe('preparing a computer', () => {
  it('fetches nothing of a campaign larger than any: nobody signed the card that names it', async () => {
    const manifest = JSON.parse(fromUtf8(content.files.get(content.manifestHash)!)) as Manifest;
    const sequences = manifest.sequences.map((sequence) => ({
      ...sequence,
      ...(sequence.pack === undefined ? {} : { pack: { ...sequence.pack, bytes: 2 ** 40 } }),
    }));
    const bytes = utf8(JSON.stringify({ ...manifest, sequences }));
    content.manifestHash = toHex(await sha256(bytes));
    content.files.set(content.manifestHash, bytes);
    await expect(prepareContent(content.api, store)).rejects.toThrow(UnreachableError);
    expect(content.asked).toEqual([content.manifestHash]);
  });

  it('says how far it is, and the second time finds everything here', async () => {
    const seen: number[] = [];
    const total = content.files.get(content.packHash)!.length;
    const prepared = await prepareContent(content.api, store, (done, of) => {
      expect(of).toBe(total);
      seen.push(done);
    });
    expect(prepared).toEqual({ sequences: 1, bytes: total });
    expect(seen).toEqual([0, total / 2, total]);
    content.asked = [];
    expect(await prepareContent(content.api, store)).toEqual(prepared);
    expect(content.asked).toEqual([]);
  });

  it('mends what was altered, and refuses what is not what it is called', async () => {
    await prepareContent(content.api, store);
    const good = content.files.get(content.packHash)!;
    await store.writeContent(content.packHash, flip(good));
    await prepareContent(content.api, store);
    expect(await store.readContent(content.packHash)).toEqual(good);
    content.files.set(content.packHash, flip(good));
    await expect(prepareContent(content.api, new MemoryStore(random))).rejects.toMatchObject({
      code: 'hash-mismatch',
    });
  });

  it('does not call ready what this browser did not keep', async () => {
    const full = new MemoryStore(random);
    full.writeContent = async () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    await expect(prepareContent(content.api, full)).rejects.toBeInstanceOf(NotKeptError);
    const forgetful = new MemoryStore(random);
    forgetful.writeContent = async () => undefined;
    await expect(prepareContent(content.api, forgetful)).rejects.toBeInstanceOf(NotKeptError);
  });
});
