### Posts: reading, writing, deleting; home and the public timeline.

## Timelines

home-title = Home
home-empty-title = Your home is quiet
home-empty-text = Posts of the people you follow appear here, the newest first. Find someone to follow, or write the first post yourself.
home-empty-action = See public posts
home-end = You have reached the end.
public-title = Public
public-lead = What people on this server post in public, newest first.
public-empty-title = Nothing public yet
public-empty-text = Posts that everyone may see appear here.

tag-lead = Public posts with this hashtag, newest first.
tag-empty-title = Nothing here yet
tag-empty-text = Public posts that use this hashtag appear here.

## What one keeps

kept-tabs = What you keep
bookmarks-tab = Bookmarks
bookmarks-lead = Posts that you set aside for later. Nobody else sees them.
bookmarks-empty-title = No bookmarks yet
bookmarks-empty-text = Press the bookmark below a post to find it here again.
favourites-tab = Favourites
favourites-lead = Posts that you favourited, the latest first.
favourites-empty-title = No favourites yet
favourites-empty-text = Press the heart below a post to find it here again.

## Writing

composer-label = New post
composer-placeholder = What is on your mind?
composer-reply-label = Your reply to @{ $acct }
composer-warning = Content warning
composer-warning-hint = Write the warning here
composer-visibility = Who can see it
composer-language = Language of the post
composer-language-none = Language
composer-submit = Post
composer-submit-reply = Reply
composer-limit = Up to { $count } characters
visibility-public = Public
visibility-unlisted = Quiet public
visibility-private = Followers
visibility-direct = Mentioned only

## A post

status-label = Post by { $name }, { $time }
status-boosted = { $name } reposted
status-replying = Replying to @{ $acct }
status-continued = Continued
status-warning-show = Show
status-warning-hide = Hide
status-reply = Reply
status-boost = Repost
status-unboost = Undo repost
status-boost-off = This post cannot be reposted
status-favourite = Favourite
status-unfavourite = Undo favourite
status-bookmark = Bookmark
status-unbookmark = Remove bookmark
status-more = More
status-open = Open post
status-delete = Delete
status-boosts = { $count ->
    [one] repost
   *[other] reposts
}
status-favourites = { $count ->
    [one] favourite
   *[other] favourites
}
status-bot = Bot

## A thread

thread-title = { $name }: “{ $text }”
thread-heading = Post
thread-ancestors = Earlier in this conversation
thread-replies = Replies
thread-show = { $count ->
    [one] Show { $count } reply
   *[other] Show { $count } replies
}
thread-hide = { $count ->
    [one] Hide { $count } reply
   *[other] Hide { $count } replies
}
thread-no-replies = No replies yet.
thread-sign-in = Log in to reply

## Deleting

delete-title = Delete post
delete-heading = Delete this post?
delete-text = It disappears for everyone, with its favourites and reposts. This cannot be undone.
delete-submit = Delete
delete-keep = Keep it
composer-reply-gone = The post that you answer is gone, or not for you to see. Your text is still here; it would stand for itself.
