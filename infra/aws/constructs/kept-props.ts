/** What is told to everything that keeps data. */
import type { CountersignProps } from './countersign-props.ts';

/** Under which key it is kept, and what becomes of it when the stack goes. */
export type KeptProps = Pick<CountersignProps, 'encryptionKey' | 'removalPolicy'>;
