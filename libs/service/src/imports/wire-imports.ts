import { Logger, type Provider, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Database, Store } from '@fiksu/database';
import { Storage } from '../storage/storage.ts';
import { ImportRunEntity } from './import-run.entity.ts';
import { Imports } from './imports.ts';
import { RunImport, type AnyTarget } from './run-import.ts';

/** A target as a service lists it: what kinds of files it takes, whatever it makes of them. */
export type NamedTarget = Pick<AnyTarget, 'sources'>;

/** What imports are made of. The task is run by `Jobs`. */
export const wireImports = (targets: readonly Type<NamedTarget>[]): Provider[] => [
  {
    provide: Imports,
    useFactory: (db: Database, storage: Storage, module: ModuleRef) =>
      new Imports(db, storage, () => targets.map((each) => module.get<AnyTarget>(each, { strict: false }))),
    inject: [Database, Storage, ModuleRef],
  },
  {
    provide: RunImport,
    useFactory: (db: Database, storage: Storage, imports: Imports) =>
      new RunImport({
        ...{ db, storage, runs: new Store(db, ImportRunEntity), log: new Logger('Imports') },
        targetOf: (collection) => imports.targetOf(collection),
      }),
    inject: [Database, Storage, Imports],
  },
];
