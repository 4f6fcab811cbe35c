import { createDecipheriv, createHash, createPublicKey, hkdfSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { protocolVectors, signedDocumentVectors } from './vectors.ts';

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8'));
const committed = read('protocol-1.json');

describe('the vectors of protocol 1', () => {
  it('are what this package computes, byte for byte', async () => {
    expect(JSON.parse(JSON.stringify(await protocolVectors()))).toEqual(committed);
  });

  it('open with nothing but the specification, Node’s crypto and zlib', () => {
    const root = Buffer.from(committed.envelopesOfRoot, 'hex');
    const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), 'cloison/1/seal', 32));
    const holderId = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), 'cloison/1/holder', 16));
    for (const vector of committed.envelopes) {
      const bytes = Buffer.from(vector.envelope, 'base64url');
      const nameLength = bytes[6]!;
      const headerLength = 7 + nameLength + 16 + 16 + 8 + 4 + 32 + 12;
      const header = bytes.subarray(0, headerLength);
      expect(header.subarray(0, 4).toString()).toBe('CLO1');
      expect(header.subarray(7, 7 + nameLength).toString()).toBe(vector.name);
      expect(header.subarray(7 + nameLength, 23 + nameLength).toString('hex')).toBe(committed.campaignId);
      expect(header.subarray(23 + nameLength, 39 + nameLength)).toEqual(holderId);
      expect(header.readUInt32BE(47 + nameLength)).toBe(vector.version);
      const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(-12));
      decipher.setAAD(header);
      decipher.setAuthTag(bytes.subarray(-16));
      const body = Buffer.concat([decipher.update(bytes.subarray(headerLength, -16)), decipher.final()]);
      const length = body.readUInt32BE(0);
      expect(body.length % 512).toBe(0);
      expect(body.subarray(4 + length).every((byte) => byte === 0)).toBe(true);
      expect(JSON.parse(inflateRawSync(body.subarray(4, 4 + length)).toString())).toEqual(vector.body);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(vector.hash);
    }
    const [first, second] = committed.envelopes;
    const previous = Buffer.from(second.envelope, 'base64url')
      .subarray(7 + 8 + 44, 7 + 8 + 76)
      .toString('hex');
    expect(previous).toBe(first.hash);
  });

  it('of a content pack open with nothing but the specification, Node’s crypto and zlib', () => {
    const { name, openingKey, share, files, pack } = committed.contentPack;
    const bytes = Buffer.from(pack, 'base64url');
    const [opening, salt] = [Buffer.from(openingKey, 'hex'), Buffer.from(share, 'hex')];
    const key = Buffer.from(hkdfSync('sha256', opening, salt, 'cloison/1/content', 32));
    const headerLength = 6 + bytes[5]! + 16 + 12;
    const header = bytes.subarray(0, headerLength);
    expect(header.subarray(0, 5).toString('latin1')).toBe('CLP1\0');
    expect(header.subarray(6, 6 + bytes[5]!).toString()).toBe(name);
    expect(header.subarray(6 + bytes[5]!, -12).toString('hex')).toBe(committed.campaignId);
    const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(-12));
    decipher.setAAD(header);
    decipher.setAuthTag(bytes.subarray(-16));
    const sealed = bytes.subarray(headerLength, -16);
    const body = inflateRawSync(Buffer.concat([decipher.update(sealed), decipher.final()]));
    let at = 4 + body.readUInt32BE(0);
    const index = JSON.parse(body.subarray(4, at).toString()) as [string, number][];
    const read = index.map(([path, length]) => {
      at += length;
      return { path, text: body.subarray(at - length, at).toString() };
    });
    expect(read).toEqual(files);
    expect(at).toBe(body.length);
  });

  it('of routing tables open with nothing but the specification, Node’s crypto and zlib', () => {
    const { name, holderId, key, tables, sealed } = committed.routing;
    const bytes = Buffer.from(sealed, 'base64url');
    const headerBytes = 4 + 2 + name.length + 16 + 16 + 12;
    const header = bytes.subarray(0, headerBytes);
    expect(header.subarray(0, 4).toString('latin1')).toBe('CLR1');
    expect(header.subarray(-28, -12).toString('hex')).toBe(holderId);
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), header.subarray(-12));
    decipher.setAAD(header);
    decipher.setAuthTag(bytes.subarray(-16));
    const body = Buffer.concat([decipher.update(bytes.subarray(headerBytes, -16)), decipher.final()]);
    expect(body.length % 512).toBe(0);
    const deflated = body.subarray(4, 4 + body.readUInt32BE(0));
    expect(JSON.parse(inflateRawSync(deflated).toString('utf8'))).toEqual(tables);
  });
});

describe('the vectors of protocol 2', () => {
  const signed = read('protocol-2.json');

  it('are what this package computes, byte for byte', async () => {
    expect(JSON.parse(JSON.stringify(await signedDocumentVectors()))).toEqual(signed);
  });

  it('open and verify with nothing but the specification, Node’s crypto and zlib', () => {
    const root = Buffer.from(signed.root, 'hex');
    const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), 'cloison/1/seal', 32));
    const x = Buffer.from(signed.authorityKey, 'hex').toString('base64url');
    const authority = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    for (const vector of signed.documents) {
      const bytes = Buffer.from(vector.envelope, 'base64url');
      const headerLength = 7 + bytes[6]! + 16 + 16 + 8 + 4 + 32 + 12;
      const header = bytes.subarray(0, headerLength);
      const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(-12));
      decipher.setAAD(header);
      decipher.setAuthTag(bytes.subarray(-16));
      const body = Buffer.concat([decipher.update(bytes.subarray(headerLength, -16)), decipher.final()]);
      const [signature, rest] = [body.subarray(0, 64), body.subarray(64)];
      const message = Buffer.concat([Buffer.from('cloison/2/document\0'), header, rest]);
      expect(verify(null, message, authority, signature)).toBe(vector.signedBy === 'authority');
      const length = rest.readUInt32BE(0);
      expect(JSON.parse(inflateRawSync(rest.subarray(4, 4 + length)).toString())).toEqual(vector.body);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(vector.hash);
    }
  });
});
