/** The public entry `countersign/workflow`: values and errors as steps return them. */

export { type Err, err, isErr, isOk, type Ok, ok, type Result } from './engine/result.ts';
