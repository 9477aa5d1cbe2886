### People: profiles, lists, following and blocking, search.

profile-joined = Joined { $month }
profile-posts = { $count ->
    [one] Post
   *[other] Posts
}
profile-following = Following
profile-followers = { $count ->
    [one] Follower
   *[other] Followers
}
profile-friends-count = { $count ->
    [one] Friend
   *[other] Friends
}
profile-follows-you = Follows you
profile-requested = Request sent
profile-friend-requested = Friend request sent
profile-locked = Approves followers
profile-bot = Bot
profile-friends = Friends
profile-muted = Muted
profile-requests = { $count ->
    [one] { $count } follow request
   *[other] { $count } follow requests
}
profile-empty-title = No posts yet
profile-empty-text = When { $name } posts, it appears here.
profile-empty-own = What you post appears here.
profile-write-first = Write your first post
profile-blocking-title = You block { $name }
profile-blocking-text = You see nothing of each other. Lift the block to see posts again.
profile-verified = Verified
profile-verified-at = This page was found to link back here on { $time }
profile-tabs = What is shown
profile-tab-posts = Posts
profile-tab-replies = Posts and replies
profile-note-private = Private note
profile-note-label = Only you see this
profile-note-save = Save note
profile-own-more = More of yours
profile-more = More about { $name }

## Buttons

follow = Follow
follow-back = Follow back
follow-held = Following
follow-cancel = Cancel request
follow-undo = Unfollow
block = Block @{ $acct }
block-text = { $name } and you will see nothing of each other, and no longer follow each other.
block-submit = Block
unblock = Unblock
mute = Mute @{ $acct }
mute-duration = How long
mute-for-ever = Until I unmute them
mute-hour = For an hour
mute-6-hours = For 6 hours
mute-day = For a day
mute-week = For a week
mute-notifications = Hide their notifications too
mute-submit = Mute
unmute = Unmute @{ $acct }
friend-ask = Ask to be friends
friend-cancel = Take back friend request
friend-end = End friendship
friend-end-text = { $name } and you will not follow each other any more.
follower-remove = Remove from followers
follower-remove-text = { $name } will no longer follow you, and is not told.
follower-remove-submit = Remove
answer-accept = Accept
answer-decline = Decline

## Lists

followers-title = Followers of { $name }
following-title = Followed by { $name }
friends-title = Friends of { $name }
people-tabs = Lists of people
followers-tab = Followers
following-tab = Following
friends-tab = Friends
followers-empty-title = No followers yet
followers-empty-text = People who follow { $name } appear here.
following-empty-title = Follows nobody yet
following-empty-text = People whom { $name } follows appear here.
friends-empty-title = No friends yet
friends-empty-text = People who follow { $name }, and whom { $name } follows, appear here.
people-hidden-title = Not shown
people-hidden-text = { $name } keeps these lists to themselves.
people-hidden-own = Only you see these lists.

## Requests

requests-title = Requests
requests-friends = Friend requests
requests-followers = Follow requests
requests-empty-title = Nobody is waiting
requests-empty-text = When someone asks to be friends, or to follow you while you approve followers, you can answer here.

## Search

search-title = Search
search-tags = Hashtags
search-found = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
search-start-title = Find people
search-start-text = Search by name or @username, or for a #hashtag.
search-empty-title = Nobody found
search-empty-text = No one here matches “{ $query }”. Check the spelling, or try a part of the name.
