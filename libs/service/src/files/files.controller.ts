import { Controller, Get, Headers, Param, Post, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { By, type Caller } from '../access/caller.ts';
import { May, MayRead } from '../access/may.ts';
import { Shows } from '../access/shows.ts';
import { AnswersOne, Creates, TakesBytes } from '../answers/answers.ts';
import type { SentBytes } from '../running/sent-bytes.ts';
import { Sent } from '../running/streamed-bodies.ts';
import { AnswersContent } from './answers-content.ts';
import { fileTypes } from './file-types.ts';
import { FileRepository } from './file.repository.ts';
import { FileView } from './file.schema.ts';
import { fileBytesMax } from './file.ts';
import { ReadContent } from './read-content.ts';
import { UploadFile } from './upload-file.ts';

const sees = { everybody: 'what hangs on something that it sees; what it has sent itself, until that hangs on something' };

/** Files that hang on resources (API contract, "Files"). There is no list of them, and none is removed by hand: unhang it. */
@ApiTags('files')
@Controller('files')
export class FilesController {
  constructor(
    private readonly files: FileRepository,
    private readonly upload: UploadFile,
    private readonly content: ReadContent,
  ) {}

  @Post()
  @May('signed-in')
  @TakesBytes({ bytesMax: fileBytesMax, mediaTypes: fileTypes, description: 'The bytes of the file, of the type that Content-Type says' })
  @Creates(FileView, {
    id: 'uploadFile',
    summary: 'Send a file, to be hung on something within 24 hours',
    description: 'Bytes that are not of the type that Content-Type says are 415.',
    location: '/files/{id}',
  })
  @ApiHeader({
    name: 'Content-Disposition',
    required: true,
    description: 'The name of the file (RFC 6266)',
    schema: { type: 'string' },
    example: 'attachment; filename="plan.pdf"',
  })
  create(@Sent() sent: SentBytes, @Headers('content-disposition') disposition: string | undefined, @By() by: Caller) {
    return this.upload.execute(sent, disposition, by);
  }

  @Get(':id')
  @MayRead('anyone')
  @Shows(sees)
  @AnswersOne(FileView, { id: 'readFile', summary: 'Read what is known of a file' })
  read(@Param('id') id: string, @By() by: Caller) {
    return this.files.read(id, by);
  }

  @Get(':id/content')
  @MayRead('anyone')
  @Shows(sees)
  @AnswersContent({ id: 'readFileContent', summary: 'Read the bytes of a file, or a part of them' })
  async readContent(@Param('id') id: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const { status, headers, bytes } = await this.content.execute(id, request, request.caller);
    void reply.status(status).headers(headers);
    return bytes && new StreamableFile(bytes);
  }
}
