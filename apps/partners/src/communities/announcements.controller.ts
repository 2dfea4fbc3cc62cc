import { By, Creates, Deletes, May, collectionController, type Caller } from '@fiksu/service';
import { Body, Controller, Delete, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Announcements, announcementListing } from './announcements.ts';
import { AnnouncementBody, AnnouncementView } from './announcements.schema.ts';

/** What is announced to a community (API contract, P6). */
@ApiTags('communities')
@Controller('communities/:community/announcements')
export class AnnouncementsController extends collectionController(announcementListing, AnnouncementView, {
  one: 'Announcement',
  many: 'Announcements',
  may: ['anyone'],
  sees: { everybody: 'all' },
}) {
  constructor(private readonly announcements: Announcements) {
    super((path, by) => announcements.of(path.community ?? '', by));
  }

  @Post()
  @May('admin', 'coordinator')
  @Creates(AnnouncementView, {
    id: 'announce',
    summary: 'Announce something to a community, and to everybody who looks',
    location: '/communities/{community}/announcements/{id}',
  })
  announce(@Param('community') community: string, @Body({ schema: AnnouncementBody }) body: AnnouncementBody, @By() by: Caller) {
    return this.announcements.announce(community, body, by);
  }

  @Delete(':id')
  @May('admin', 'coordinator')
  @Deletes({ id: 'deleteAnnouncement', summary: 'Take an announcement back' })
  remove(@Param('community') community: string, @Param('id') id: string, @By() by: Caller) {
    return this.announcements.remove(community, id, by);
  }
}
