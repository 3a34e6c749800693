import { readFile } from 'node:fs/promises'
import { LONGEST_FILE } from '../../shared/experiment/yaml-source'

/** No file of more bytes is within the language's limit of characters. */
const MOST_BYTES = 4 * LONGEST_FILE

/**
 * The text of a file in the experiment language, or of a rubric. One that is too long is not read: so much comes in its place that its parser says that it is.
 * @param bytes its size
 */
export const yamlText = async (path: string, bytes: number): Promise<string> => (bytes > MOST_BYTES ? ' '.repeat(LONGEST_FILE + 1) : readFile(path, 'utf8'))
