/** `npm run synth`, as a process: with a cdk that only says how it was called. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

describe('the command that makes the template', () => {
  let folder: string;
  let out: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-synth-'));
    writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "called: $*"\nexit $' + '{CDK_ENDS_WITH:-0}\n');
    chmodSync(join(folder, 'npx'), 0o755);
    out = join(folder, 'out');
    mkdirSync(join(out, 'asset.1'), { recursive: true });
    mkdirSync(join(out, 'asset.2'));
    writeFileSync(join(out, 'asset.1', 'index.mjs'), 'x'.repeat(123_000));
    const of = (path: string, asset: string) => ({
      Type: 'AWS::Lambda::Function',
      Metadata: { 'aws:cdk:path': path, 'aws:asset:path': asset },
    });
    const Resources = {
      Start: of('Countersign/Functions/Start/Function/Resource', 'asset.1'),
      Copier: of('Countersign/Custom::CDKBucketDeployment/Resource', 'asset.2'),
    };
    writeFileSync(join(out, 'Countersign.template.json'), JSON.stringify({ Resources }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function synth(args: string[], endsWith = 0): Promise<{ code: unknown; printed: string }> {
    const PATH = `${folder}${delimiter}${process.env.PATH}`;
    const script = spawn(process.execPath, ['--import', 'tsx', 'infra/aws/synth.ts', ...args], {
      env: { ...process.env, PATH, CDK_ENDS_WITH: String(endsWith) },
    });
    let printed = '';
    script.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const [code] = await once(script, 'close');
    return { code, printed };
  }

  it('makes it with the settings that it is told, and says how large the bundles of the functions are', async () => {
    const { code, printed } = await synth(['-c', 'startQueue=true', '-c', 'shards=8', '-o', out]);

    expect(printed).toContain(`called: cdk synth --quiet -c startQueue=true -c shards=8 -o ${out}\n`);
    expect(printed).toContain(`The template is in ${out}/. Bundles: start 123 kB.`);
    expect(code).toBe(0);
  });

  it('ends as CDK does where that refuses, and says nothing of bundles', async () => {
    const { code, printed } = await synth(['-c', 'nosuch=1', '-o', out], 3);

    expect(printed).not.toContain('Bundles');
    expect(code).toBe(3);
  });

  it('says what it does where it is asked', async () => {
    const { code, printed } = await synth(['--help']);

    expect(printed).toContain('npm run synth -- [-c NAME=VALUE]');
    expect(printed).not.toContain('called:');
    expect(code).toBe(0);
  });
});
