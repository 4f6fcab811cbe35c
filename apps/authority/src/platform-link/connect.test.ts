import { sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { expect, it } from 'vitest';
import { connectPlatform } from './connect.ts';

it('speaks http:// with this machine alone, and https:// with any', async () => {
  const office = await sampleOffice('vault');
  const connect = (platform: string) => connectPlatform(office.vault, office.keys, 'x', { platform });
  try {
    for (const platform of [
      'http://127.0.0.1:8080',
      'http://localhost/',
      'http://[::1]:1/',
      'https://a.example/',
    ]) {
      expect((await connect(platform)).platform).toContain('://');
    }
    for (const platform of [
      'http://a.example/',
      'http://127.0.0.1.a.example/',
      'http://10.0.0.1/',
      'http://[::2]/',
    ]) {
      await expect(connect(platform)).rejects.toMatchObject({ code: 'platform-plain' });
    }
    await expect(connect('ftp://a.example/')).rejects.toMatchObject({ code: 'platform-address' });
  } finally {
    office.remove();
  }
});
