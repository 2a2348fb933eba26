/**
 * The kernels that LOCI_KERNELS chooses: the one place where that setting is read and checked.
 *
 * Without the setting the fastest that works is taken; which one that is, `loci doctor` and the first lines of `loci serve` say.
 */

import { LociError } from '../errors.ts'
import type { Kernels } from '../kernels/kernels.ts'
import { kernelChoices, openKernels } from '../kernels/open-kernels.ts'
import type { CliContext } from './cli-command.ts'

/** Throws CONFIG_INVALID for another word, or when SIMD was demanded and cannot be had. */
export async function openChosenKernels({
  host,
  settings,
}: Pick<CliContext, 'host' | 'settings'>): Promise<Kernels> {
  const text = settings.LOCI_KERNELS ?? 'auto'
  const choice = kernelChoices.find((one) => one === text)
  if (choice === undefined) {
    throw new LociError('CONFIG_INVALID', `LOCI_KERNELS is ${JSON.stringify(text)}`, {
      hint: `It must be one of ${kernelChoices.join(', ')}.`,
    })
  }
  return openKernels({ disk: host.disk, choice })
}
