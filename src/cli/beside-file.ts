/** What does a file mean that names other files? Paths in it are relative to it. */
import { type Io, reasonOf } from './io';

/** A path as the file means it. */
export function besides(file: string, path: string): string {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const plain = path.replace(/^\.\//, '').replace(/(.)\/+$/, '$1');
  return plain.startsWith('/') ? plain : `${folder}${plain}`;
}

/** Why there is nothing to read at the path. */
export function whyUnread(path: string, io: Io): string | undefined {
  try {
    io.stat(path);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
