import { crc32 } from 'node:zlib';

/** A file as it goes into an archive; more of it can be wrong on purpose. */
export interface StoredFile {
  name: string;
  content: string | Buffer;
  /** 0o100644 when left out: type and permissions as Unix has them. */
  mode?: number;
  /** What the archive says of it instead of the truth. */
  lie?: { size?: number; crc?: number; flags?: number; method?: number };
}

/** A zip archive of files as they are, not packed: the code of functions that nobody gave any, and for tests. */
export function storedZip(files: readonly StoredFile[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name: path, content, mode = 0o100644, lie = {} } of files) {
    const [name, data] = [Buffer.from(path), Buffer.from(content)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(lie.flags ?? 0x800, 2);
    common.writeUInt16LE(lie.method ?? 0, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(lie.crc ?? crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(lie.size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(mode * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, name);
    local.push(head);
    offset += head.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}
